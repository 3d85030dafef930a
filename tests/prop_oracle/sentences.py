"""Sentences of the contract, each as a case worked by hand, written as in `worked`."""

from typing import Any

from .cases import Case
from .reading import Row
from .small import (
    at,
    clock,
    closed,
    daily,
    money,
    news,
    opened,
    overall,
    paid_in,
    paid_out,
    programme,
    rule,
    state,
    target,
)
from .worked import NIGHT, Expected

FRIDAY = 4 * 24 + 14.0  # 17:00 in New York, in winter
FIVE = daily(money("5000"))
WARN = daily(money("5000"), action="warn")
PAUSE = daily(money("5000"), action="pause_until_reset")
TEN = overall(money("10000"))
EIGHT = target(money("8000"))


def only(rules: list[Row], *events: Row, **changes: Any) -> Case:
    """Write a case of one phase."""
    return programme(*rules, **changes), [*events]


def two(first: list[Row], second: list[Row], *events: Row, **of_second: Any) -> Case:
    """Write a case of two phases."""
    phases = [
        {"name": "Challenge", "rules": first},
        {"name": "Next", "rules": second, **of_second},
    ]
    return programme(phases=phases), [*events]


CLOCK: dict[str, tuple[Case, Expected]] = {
    "the start is the first event's": (
        ({k: v for k, v in programme(FIVE).items() if k != "started_at"}, [clock(5), clock(6)]),
        {"starts": [at(5)], "at": at(6), "next_reset_at": at(NIGHT)},
    ),
    "no events": (only([FIVE]), {"starts": [at()], "at": at(), "permitted_loss": "5000"}),
    "a reset starts a day, weekends included": (
        only([], clock(NIGHT + 24 * 6)),
        {"starts": [at(), *(at(NIGHT + 24 * day) for day in range(7))]},
    ),
    "an event at the reset is the new day's": (
        only([FIVE], state(NIGHT, "104000"), clock(17)),
        {"daily": ["95000", "95000"], "permitted_loss": "9000"},
    ),
    "the anchor is of the events before": (
        only([FIVE], state(NIGHT - 0.001, "104000"), clock(NIGHT)),
        {"daily": ["95000", "99000"], "next_reset_at": at(NIGHT + 24)},
    ),
    "the weekend comes before the reset of that instant": (
        only(
            [rule("weekend_flat", action="warn"), rule("max_days", days=1)],
            *(state(FRIDAY - 30, "100000", "99000", 1), opened(FRIDAY - 1), clock(FRIDAY)),
            clock={"zone": "America/New_York", "reset": "17:00"},
        ),
        {"breaches": [("weekend_flat", FRIDAY)], "types": ["breach", "expired", "final"]},
    ),
    "the weekend of summer is an hour earlier": (
        only([rule("weekend_flat")], opened(FRIDAY + 150), clock(FRIDAY + 168)),
        {"breaches": [("weekend_flat", FRIDAY + 167)], "status": "failed", "permitted_loss": "0"},
    ),
    "flat at the weekend": (
        only([rule("weekend_flat")], opened(1), closed(FRIDAY - 1, "1"), clock(FRIDAY + 1)),
        {"breaches": [], "status": "active"},
    ),
}

ACCOUNT: dict[str, tuple[Case, Expected]] = {
    "a close leaves the floating of the others": (
        only([], opened(1), opened(2, "p2"), state(3, "100000", "99000"), closed(4, "-400")),
        {"balance": "99600", "equity": "99000"},
    ),
    "the last close of what floated ends it": (
        only(
            [],
            *(opened(1), opened(2, "p2"), state(3, "100000", "99000")),
            *(closed(4, "-400"), closed(5, "-500", "p2")),
        ),
        {"balance": "99100", "equity": "99100"},
    ),
    "what opened later floats not": (
        only([], opened(1), state(2, "100000", "99000"), opened(3, "p2"), closed(4, "50", "p2")),
        {"balance": "100050", "equity": "99050"},
    ),
    "a close before any state": (
        only([], opened(1), closed(2, "250.00", commission="-7.00", swap="-1.5")),
        {"balance": "100241.5", "equity": "100241.5", "trading_days": 1},
    ),
    "the open count of a state holds": (
        only([EIGHT], opened(1), state(2, "108000", count=0)),
        {"status": "passed"},
    ),
    "the open count is not below 0": (
        only([EIGHT], opened(1), state(2, "100000", count=0), closed(3, "8000")),
        {"status": "passed", "balance": "108000"},
    ),
    "payments are no profit": (
        only([EIGHT, FIVE], paid_in(1, "9000"), paid_out(2, "3000")),
        {"profit_target_left": "8000", "permitted_loss": "5000", "balance": "106000"},
    ),
    "D is of the day": (
        only([FIVE, rule("consistency", max_share="1")], paid_in(1, "1000"), clock(17)),
        {"daily": ["95000", "96000"], "daily_floor": "96000", "best_day_share": None},
    ),
}


def _withdrawn(how: str, **changes: str) -> Case:
    rules = [overall(money("10000"), on_withdrawal=how, mode="trail_closed_balance", **changes)]
    return only(rules, state(1, "105000"), paid_out(2, "3000"))


FLOORS: dict[str, tuple[Case, Expected]] = {
    "keep": (_withdrawn("keep"), {"overall_floor": "95000"}),
    "subtract": (_withdrawn("subtract"), {"overall_floor": "92000"}),
    "reset to balance": (_withdrawn("reset_to_balance"), {"overall_floor": "92000"}),
    "reset to balance, static": (
        only([overall(money("10000"), on_withdrawal="reset_to_balance")], paid_out(1, "3000")),
        {"overall_floor": "87000"},
    ),
    "a deposit raises, in every mode": (
        only([TEN], paid_in(1, "3000")),
        {"overall_floor": "93000", "permitted_loss": "10000"},
    ),
    "a locked floor stays whatever follows": (
        only(
            [overall(money("10000"), "92000", on_withdrawal="subtract")],
            *(paid_in(1, "2000"), paid_out(2, "2000")),
        ),
        {"overall_floor": "92000", "permitted_loss": "8000"},
    ),
    "a lock at the start": (only([overall(money("10000"), "85000")]), {"overall": ["85000"]}),
    "the peak of the day leaves payments out": (
        only(
            [daily(money("5000"), anchor="intraday_peak_equity")],
            *(state(1, "102000"), paid_out(2, "10000")),
        ),
        {"daily_floor": "87000", "permitted_loss": "5000"},
    ),
    "the peak of the day leaves deposits out": (
        only([daily(money("5000"), anchor="intraday_peak_equity")], paid_in(1, "10000")),
        {"daily_floor": "105000", "permitted_loss": "5000"},
    ),
    "the lower of the two": (
        only([daily(money("5000"), measure="min_balance_equity")], state(1, "94999", "99000", 1)),
        {"status": "failed"},
    ),
    "to the last digit": (
        only([FIVE], state(1, "95000.0000000000000000000000000000000001"), state(2, "95000")),
        {"status": "active", "permitted_loss": "0"},
    ),
    "to the last digit, below": (
        only([FIVE], state(1, "94999.9999999999999999999999999999999999")),
        {"measured": ["94999.9999999999999999999999999999999999"]},
    ),
    "closed balance alone": (
        only([daily(money("5000"), measure="closed_balance")], state(1, "95000", "91000", 1)),
        {"status": "active", "permitted_loss": "0"},
    ),
}

BREACHES: dict[str, tuple[Case, Expected]] = {
    "the severest is carried out": (
        only([PAUSE, TEN], state(1, "89000")),
        {"breaches": [("max_overall_loss", 1.0)], "also": [["max_daily_loss"]]},
    ),
    "daily if equal": (
        only([FIVE, overall(money("5000"))], state(1, "94000")),
        {"breaches": [("max_daily_loss", 1.0)], "also": [["max_overall_loss"]]},
    ),
    "then lots, then news": (
        only(
            [
                rule("news_window", action="warn", after_s=0),
                rule("max_lots", lots="1", action="warn"),
            ],
            *(news(1), opened(1, lots="1.01")),
        ),
        {"breaches": [("max_lots", 1.0)], "also": [["news_window"]], "status": "active"},
    ),
    "a warning once a day": (
        only([WARN], state(1, "94000"), state(2, "93000"), clock(17), state(18, "80000")),
        {"breaches": [("max_daily_loss", 1.0), ("max_daily_loss", 18.0)]},
    ),
    "a pause ends at the reset, and another begins": (
        only([PAUSE], state(1, "94000", count=1), state(15, "99000", "93000"), clock(17)),
        {
            "types": ["breach", "paused", "resumed", "breach", "paused", "final"],
            "breaches": [("max_daily_loss", 1.0), ("max_daily_loss", NIGHT)],
            "status": "active",
        },
    ),
    "no pass while paused, but at the reset": (
        only([PAUSE, EIGHT], state(1, "94000"), state(2, "108000"), clock(17)),
        {"types": ["breach", "paused", "resumed", "phase_passed", "final"], "at": at(NIGHT)},
    ),
    "other rules hold in a pause": (
        only([PAUSE, TEN], state(1, "94000"), state(2, "89000")),
        {"status": "failed", "also": [[], []]},
    ),
    "a fail beats a pass": (
        only([EIGHT, rule("news_window")], opened(1), news(2), closed(2, "8000")),
        {"types": ["breach", "final"], "status": "failed", "profit_target_left": "0"},
    ),
    "nothing is permitted below a floor that warned": (
        only([WARN], state(1, "94000")),
        {"status": "active", "permitted_loss": "0"},
    ),
    "a warning does not hinder a pass": (
        only([EIGHT, rule("news_window", action="warn")], opened(1), news(2), closed(2, "8000")),
        {"types": ["breach", "phase_passed", "final"], "status": "passed"},
    ),
    "lots in total": (
        only(
            [rule("max_lots", lots="2", scope="total")],
            *(opened(1, lots="1.5"), closed(2, "1"), opened(3, "p2", "2"), opened(4, "p3", "0.01")),
        ),
        {"breaches": [("max_lots", 4.0)], "floor": ["2"], "measured": ["2.01"]},
    ),
    "news of another symbol, or of little impact": (
        only(
            [rule("news_window")],
            *(news(1, impact="low"), news(1, symbols=["XAUUSD"]), opened(1), clock(2)),
        ),
        {"breaches": []},
    ),
    "news are known from the start": (
        only([rule("news_window")], opened(1), news(1 + 120 / 3600)),
        {"breaches": [("news_window", 1.0)]},
    ),
}

DAYS: dict[str, tuple[Case, Expected]] = {
    "max_days": (
        only([rule("max_days", days=2)], opened(20), clock(100)),
        {"types": ["expired", "final"], "at": at(NIGHT + 48), "expired": ["max_days"]},
    ),
    "inactivity": (
        only([rule("inactivity", days=2)], opened(1), closed(20, "1"), clock(200)),
        {"at": at(NIGHT + 72), "status": "expired", "permitted_loss": "0"},
    ),
    "inactivity since the start": (
        only([rule("inactivity", days=1)], clock(200)),
        {"at": at(NIGHT + 24), "expired": ["inactivity"], "starts": [at(), at(NIGHT)]},
    ),
    "max_days is named": (
        only([rule("inactivity", days=1), rule("max_days", days=2)], opened(1), clock(200)),
        {"at": at(NIGHT + 24), "expired": ["max_days"]},
    ),
    "a best day of no profit": (
        only([rule("consistency", max_share="1")], state(1, "99000")),
        {"best_day_share": None, "consistency_met": False},
    ),
    "losses alone are a best day of 0": (
        only([rule("consistency", max_share="1", denominator="target"), EIGHT], state(1, "99000")),
        {"best_day_share": "0", "consistency_met": True},
    ),
    "the days before count for the best": (
        only(
            [rule("consistency", max_share="0.5"), EIGHT],
            *(state(1, "104000"), clock(NIGHT), state(20, "107999.99"), state(21, "108000")),
        ),
        {"status": "passed", "best_day_share": "0.5", "profit": ["8000"], "at": at(21)},
    ),
    "a target by equity, not flat": (
        only(
            [target(money("8000"), measure="equity", flat=False)],
            *(opened(1), state(2, "100000", "108000")),
        ),
        {"status": "passed", "equity": "108000", "profit": ["0"]},
    ),
    "the next phase begins anew": (
        two([EIGHT], [FIVE, EIGHT], opened(1), state(2, "108000", count=0), closed(3, "-6000")),
        {
            "phase": "Next",
            "status": "active",
            "balance": "100000",
            "starts": [at(), at(2)],
            "trading_days": 0,
            "profit": ["8000"],
        },
    ),
    "a phase that starts within a day": (
        two([EIGHT], [FIVE], state(2, "108000"), state(3, "94000"), funded=True, split="0.80"),
        {"status": "failed", "phase": "Next", "reset_at": [at(-8), at(-8)]},
    ),
    "a phase that starts at a reset": (
        two([PAUSE, EIGHT], [FIVE], state(1, "94000"), state(2, "108000"), clock(17)),
        {"starts": [at(), at(NIGHT), at(NIGHT)], "daily": ["95000", "103000", "95000"]},
    ),
    "funded never passes": (
        two([EIGHT], [EIGHT], state(2, "108000"), state(3, "108000"), funded=True),
        {"status": "funded", "profit_target_left": "0"},
    ),
    "what ended stands still": (
        only([FIVE], state(1, "94000"), state(2, "100000"), clock(99)),
        {"balance": "94000", "at": at(1), "next_reset_at": at(NIGHT)},
    ),
}

SENTENCES: dict[str, tuple[Case, Expected]] = {
    f"{group}: {name}": one
    for group, cases in (
        *(("clock", CLOCK), ("account", ACCOUNT), ("floors", FLOORS)),
        *(("breaches", BREACHES), ("days", DAYS)),
    )
    for name, one in cases.items()
}
