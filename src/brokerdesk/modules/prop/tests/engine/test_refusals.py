"""What is refused: nothing on stdout, one line on stderr that names the key or the line."""

from copy import deepcopy
from typing import Any

import pytest

from .cases import (
    Body,
    closed,
    daily,
    deposit,
    hour,
    lines,
    news,
    opened,
    overall,
    phase,
    programme,
    rule,
    run,
    state,
    target,
    text,
    tick,
)


def full() -> Body:
    """A programme in which every rule occurs."""
    locked = overall(lock={"floor_at": "100100"}, mode="static", on_withdrawal="keep")
    rules = (
        daily(anchor="balance", measure="equity", breach_when="below", action="fail"),
        locked | {"measure": "equity", "breach_when": "below", "action": "fail"},
        target(measure="balance", flat=True),
        rule("min_trading_days", days=4, counts="held", threshold={"money": "5"}),
        rule("max_days", days=30), rule("inactivity", days=30),
        rule("consistency", denominator="net", max_share="0.4", strict=False),
        rule("max_lots", lots="20", scope="position", action="fail"),
        rule("news_window", before_s=120, after_s=120, action="fail"),
        rule("weekend_flat", action="fail"),
    )  # fmt: skip
    clock = {"zone": "Europe/Prague", "reset": "00:00"}
    first = phase(*rules, split="0.8", funded=False)
    return programme(phases=[first, phase(name="Funded", funded=True)], clock=clock,
                     started_at="2026-03-02T08:00:00Z")  # fmt: skip


def changed(body: Body, path: str, value: object) -> Body:
    """Set what stands at a path such as phases.0.name; None drops it."""
    found = deepcopy(body)
    *above, last = path.split(".")
    at: Any = found
    for name in above:
        at = at[int(name)] if isinstance(at, list) else at[name]
    if value is None:
        del at[last]
    else:
        at[last] = value
    return found


def refused(
    body: Body | bytes, events: list[Body] | bytes, names: str, output: pytest.CaptureFixture[str]
) -> None:
    assert run(body, events) == 1
    out, err = output.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert names in err


RULES = "phases.0.rules"
UNKNOWN = ["colour", "clock.colour", "phases.0.colour", f"{RULES}.0.amount.colour",
           f"{RULES}.1.lock.colour", f"{RULES}.3.threshold.colour",
           *[f"{RULES}.{n}.colour" for n in range(10)]]  # fmt: skip
MISSING = ["name", "version", "currency", "initial_balance", "phases", "phases.0.name",
           f"{RULES}.0.rule", f"{RULES}.0.amount", f"{RULES}.0.amount.percent",
           f"{RULES}.0.amount.of", f"{RULES}.1.lock.floor_at", f"{RULES}.2.amount",
           f"{RULES}.3.days", f"{RULES}.4.days", f"{RULES}.5.days", f"{RULES}.6.max_share",
           f"{RULES}.7.lots"]  # fmt: skip
WRONG: list[tuple[str, object]] = [
    ("name", 1), ("version", 1), ("currency", "dollars"), ("initial_balance", "0"),
    ("initial_balance", "-1"), ("initial_balance", 100000), ("initial_balance", "1e5"),
    ("initial_balance", "NaN"), ("started_at", "2026-03-02T08:00:00"),
    ("started_at", "9999-12-31T00:00:00Z"),
    ("clock.zone", "Mars/Olympus"), ("clock.reset", "24:00"), ("clock.reset", "7:00"),
    ("clock.reset", "17:00:00"), ("clock", []), ("phases", []), ("phases", {}),
    ("phases.0.rules", {}), ("phases.0.funded", "yes"), ("phases.0.funded", True),
    ("phases.0.split", "1.01"), ("phases.0.split", "x"),
    (f"{RULES}.0.rule", "max_pain"), (f"{RULES}.0.amount", "5"), (f"{RULES}.0.amount.percent", "0"),
    (f"{RULES}.0.amount.of", "peak"), (f"{RULES}.1.amount.of", "anchor"),
    (f"{RULES}.2.amount.of", "anchor"), (f"{RULES}.2.amount.of", "peak"),
    (f"{RULES}.3.threshold", {"percent": "1", "of": "anchor"}),
    (f"{RULES}.0.anchor", "sea"), (f"{RULES}.0.measure", "balance"),
    (f"{RULES}.0.breach_when", "at"),
    (f"{RULES}.0.action", "close"), (f"{RULES}.1.action", "warn"), (f"{RULES}.1.mode", "trail"),
    (f"{RULES}.1.lock", "100100"), (f"{RULES}.1.lock.floor_at", "0"),
    (f"{RULES}.1.on_withdrawal", "add"), (f"{RULES}.2.measure", "closed_balance"),
    (f"{RULES}.2.flat", 1), (f"{RULES}.3.days", 0), (f"{RULES}.3.days", "4"),
    (f"{RULES}.3.days", 1.5), (f"{RULES}.3.days", True), (f"{RULES}.3.counts", "all"),
    (f"{RULES}.4.days", -1), (f"{RULES}.6.denominator", "gross"), (f"{RULES}.6.max_share", 0.4),
    (f"{RULES}.6.strict", "no"), (f"{RULES}.7.lots", "0"), (f"{RULES}.7.lots", 20),
    (f"{RULES}.7.scope", "all"), (f"{RULES}.7.action", "pause_until_reset"),
    (f"{RULES}.8.before_s", "120"), (f"{RULES}.8.after_s", -1),
    (f"{RULES}.8.action", "pause_until_reset"), (f"{RULES}.9.action", "pause_until_reset"),
]  # fmt: skip


def test_the_full_programme_is_accepted(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(full(), []) == 0
    assert capsys.readouterr().out.count("\n") == 2


@pytest.mark.parametrize("path", UNKNOWN)
def test_an_unknown_key_is_named(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    refused(changed(full(), path, "red"), [], "colour: unknown key", capsys)


@pytest.mark.parametrize("path", MISSING)
def test_a_missing_key_is_named(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    named = "amount" if path.endswith("percent") else path.split(".")[-1]
    refused(changed(full(), path, None), [], f"{named}: ", capsys)


@pytest.mark.parametrize(("path", "value"), WRONG)
def test_a_wrong_value_is_named(
    path: str, value: object, capsys: pytest.CaptureFixture[str]
) -> None:
    last = path.split(".")[-1]
    refused(changed(full(), path, value), [], last, capsys)


@pytest.mark.parametrize(
    ("rules", "names"),
    [
        ((daily(), daily()), "rules[1].rule: max_daily_loss stands twice"),
        ((rule("consistency", denominator="target", max_share="1"),), "rules: "),
        ((daily(amount={}),), "amount: "),
        ((daily(amount={"money": "5", "percent": "5"}),), "amount.percent: "),
    ],
)
def test_a_phase_that_contradicts_itself(
    rules: tuple[Body, ...], names: str, capsys: pytest.CaptureFixture[str]
) -> None:
    refused(programme(*rules), [tick(hour(0))], names, capsys)


@pytest.mark.parametrize(
    ("broken", "names"),
    [
        (b"", "programme: "), (b"{", "line 1"), (b"[]", "object"), (b"\xff\xfe{", "programme"),
        (b'{"name": "a", "name": "b"}', "name: "), (b"[" * 100_000, "programme"),
        (b'{"name": "\\ud800"}', "initial_balance"),
    ],
)  # fmt: skip
def test_a_programme_that_is_none(
    broken: bytes, names: str, capsys: pytest.CaptureFixture[str]
) -> None:
    refused(broken, [tick(hour(0))], names, capsys)


GOOD = [tick(hour(0)), opened(hour(1))]
EVENTS: list[tuple[Body, str]] = [
    (state(hour(2), 1, 1, colour="red"), "colour: unknown key"),
    (state(hour(2), 1, 1, open_positions=-1), "open_positions"),
    (state(hour(2), 1, 1, open_positions="1"), "open_positions"),
    (state(hour(2), 1, 1, open_positions=None), "open_positions"),
    (state(hour(2), 1, 1, quality="fine"), "quality"),
    (state(hour(2), 1, 1) | {"balance": 1}, "balance"),
    ({"at": "2026-03-03T10:00:00Z", "type": "state", "balance": "1"}, "equity"),
    (opened(hour(2)), "p1 is open already"), (opened(hour(2), "b", lots="0"), "lots"),
    (opened(hour(2), "b", lots=1), "lots"), (opened(hour(2), "b", symbol=1), "symbol"),
    (closed(hour(2), 0, "b"), "b is not open"), (closed(hour(2), "x"), "profit"),
    (closed(hour(2), 0, swap=None), "swap"), (closed(hour(2), 0, lots="1"), "lots"),
    (deposit(hour(2), "-1"), "amount"), (deposit(hour(2), "0"), "amount"),
    (news(hour(2), symbols="EURUSD"), "symbols"), (news(hour(2), symbols=[1]), "symbols"),
    (news(hour(2), impact=3), "impact"), (tick(hour(2)) | {"balance": "1"}, "balance"),
    ({"at": "2026-03-03T10:00:00Z", "type": "holiday"}, "type"), ({"type": "clock"}, "at"),
    ({"at": "2026-03-03T10:00:00Z"}, "type"), (tick("2026-03-03T10:00:00"), "at"),
    (tick("2026-02-30T10:00:00Z"), "at"), (tick(hour("0")), "earlier than 2026-03-03T09:00:00Z"),
    ({"at": "2026-03-03T10:00:00Z", "type": "review", "verdict": "dismiss"}, "verdict"),
]  # fmt: skip


@pytest.mark.parametrize(("event", "names"), EVENTS)
@pytest.mark.parametrize("failed", [False, True])
def test_a_wrong_event_is_named_by_its_line(
    event: Body, names: str, failed: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    body = programme(rule("max_lots", lots="0.5")) if failed else programme()
    if failed and event.get("type") == "review":
        assert run(body, [*GOOD, event]) == 0
        return
    assert run(body, GOOD) == 0
    capsys.readouterr()
    refused(body, [*GOOD, event, tick(hour(9))], "line 3: ", capsys)
    refused(body, [*GOOD, event, tick(hour(9))], names, capsys)


@pytest.mark.parametrize("broken", [b"{", b"", b"[]", b"\xff", b"null", b"{} {}", b"[" * 100_000])
def test_a_line_that_is_no_event(broken: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    events = lines(GOOD) + broken + b"\n" + lines([tick(hour(9))])
    refused(programme(), events, "line 3: ", capsys)


def test_an_event_before_the_start(capsys: pytest.CaptureFixture[str]) -> None:
    body = programme(started_at="2026-03-03T08:00:01Z")
    refused(body, GOOD, "line 1: at: earlier than 2026-03-03T08:00:01Z", capsys)


def test_no_event_and_no_start(capsys: pytest.CaptureFixture[str]) -> None:
    refused(programme(), [], "started_at", capsys)
    refused(programme(), b"\n", "line 1: ", capsys)


def test_a_key_that_is_given_twice(capsys: pytest.CaptureFixture[str]) -> None:
    twice = text(tick(hour(0)))[:-1] + b', "type": "clock"}\n'
    refused(programme(), twice, "line 1: type: the key is given twice", capsys)


def test_a_file_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    from brokerdesk.surfaces.cli.main import main

    assert main(["prop", "evaluate", "nowhere.json", "nothing.jsonl"]) == 1
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert "nowhere.json" in err
