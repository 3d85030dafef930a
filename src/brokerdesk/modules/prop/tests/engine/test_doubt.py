"""States that nobody vouches for change nothing; what they would breach is held."""

from .cases import (
    Body,
    daily,
    final,
    flat,
    hour,
    overall,
    programme,
    result,
    state,
    target,
)

SUSPECT = {"quality": "suspect"}
ESTIMATED = {"quality": "estimated"}
RULES = (daily(), overall(), target(measure="equity", flat=False))


def review(n: int, verdict: str) -> Body:
    return {"at": hour(n).isoformat(), "type": "review", "verdict": verdict}


def kinds(*events: Body) -> list[str]:
    return [line["type"] for line in result(programme(*RULES), *events)][1:-1]


def test_a_suspect_breach_is_held_and_said_once() -> None:
    bad = [state(hour(n), 100000, 80000, **SUSPECT) for n in (1, 2)]
    held = result(programme(*RULES), *bad)[1]
    assert held == {
        "at": "2026-03-03T09:00:00Z", "type": "held", "phase": "Challenge",
        "rule": "max_daily_loss", "floor": "95000", "measured": "80000", "action": "fail",
        "also": ["max_overall_loss"], "quality": "suspect",
    }  # fmt: skip
    assert kinds(*bad) == ["held"]
    found = final(programme(*RULES), *bad)
    assert (found["status"], found["equity"]) == ("active", "100000")


def test_a_person_confirms_or_dismisses() -> None:
    bad = state(hour(1), 100000, 80000, **SUSPECT)
    assert kinds(bad, review(2, "confirm")) == ["held", "released", "breach"]
    assert final(programme(*RULES), bad, review(2, "confirm"))["status"] == "failed"
    assert kinds(bad, review(2, "dismiss")) == ["held", "released"]


def test_while_something_is_held_nothing_passes() -> None:
    bad, good = state(hour(1), 100000, 80000, **SUSPECT), flat(hour(2), 110000)
    assert kinds(bad, good) == ["held"]
    assert kinds(bad, good, review(3, "dismiss")) == ["held", "released", "phase_passed"]


def test_what_the_platform_reports_decides_over_an_estimate() -> None:
    guess = state(hour(1), 100000, 94000, **ESTIMATED)
    assert kinds(guess, flat(hour(2), 99000)) == ["held", "released"]
    assert kinds(guess, flat(hour(2), 94000)) == ["held", "released", "breach"]
    bad = state(hour(1), 100000, 94000, **SUSPECT)
    assert kinds(bad, flat(hour(2), 94000)) == ["held", "breach"]


def test_a_doubtful_high_neither_passes_nor_raises_a_floor() -> None:
    body = programme(overall(mode="trail_intraday_equity"), target(measure="equity", flat=False))
    found = final(body, state(hour(1), 100000, 150000, **SUSPECT))
    assert (found["status"], found["overall_floor"]) == ("active", "90000")
