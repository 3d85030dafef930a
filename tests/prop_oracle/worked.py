"""Cases worked by hand: the reference's acceptance tables, as far as the format can say them.

Each is a case and what comes of it: values of the last line, the floors of the days as they
started (`daily`, `overall`), and the breaches (`breaches`: rule, and hours after the start).
Midnight UTC is 16 hours after the start; every case ends at its last event.
"""

from typing import Any

from .cases import Case
from .reading import Row
from .small import (
    clock,
    closed,
    daily,
    money,
    news,
    opened,
    overall,
    paid_in,
    paid_out,
    percent,
    programme,
    rule,
    state,
    target,
)

Expected = dict[str, Any]

NIGHT = 16.0  # from the start to the first midnight


def after_night(rules: Row, balance: str, equity: str, initial: str = "100000") -> Case:
    """Carry a balance and an equity over a night."""
    count = 0 if balance == equity else 1
    return programme(rules, initial=initial), [state(4, balance, equity, count), clock(17)]


def path(rules: list[Row], *balances: str, initial: str = "100000", **changes: Any) -> Case:
    """Set closed balances, one an hour."""
    events = [state(hour, balance) for hour, balance in enumerate(balances, start=1)]
    return programme(*rules, initial=initial, **changes), events


def nightly(rules: list[Row], *balances: str, initial: str = "100000") -> Case:
    """Set closed balances, one a day, and go on to the morning after."""
    events = [state(1 + 24 * day, balance) for day, balance in enumerate(balances)]
    return programme(*rules, initial=initial), [*events, clock(24 * len(balances))]


def traded(rules: list[Row], *profits: str, initial: str = "100000") -> Case:
    """Make one trade a day."""
    events = []
    for day, profit in enumerate(profits):
        events += [opened(24 * day + 1, f"p{day}"), closed(24 * day + 2, profit, f"p{day}")]
    return programme(*rules, initial=initial), events


FIVE, FIVE_A = daily(percent("5")), daily(percent("5", "anchor"))
BITFUNDED = daily(money("10000"))
CN: Row = {"zone": "Asia/Shanghai", "reset": "00:00"}
FTMO = (FIVE, overall(percent("10")))


def _bitfunded(*events: Row) -> Case:
    return programme(BITFUNDED, initial="200000", clock=CN), [*events]


def _fxify(*balances: str) -> Case:
    return path([overall(percent("4"), "1000", **CLOSED)], *balances, initial="1000")


CLOSED = {"mode": "trail_closed_balance"}
EOD = {"mode": "trail_eod_balance"}
INTRADAY = {"mode": "trail_intraday_equity"}

DAILY: dict[str, tuple[Case, Expected]] = {
    "D01": (path([FIVE], "192000", initial="200000"), {"permitted_loss": "2000"}),
    "D02": (path([FIVE], "204000", initial="200000"), {"permitted_loss": "14000"}),
    "D02 at night": (
        (programme(FIVE, initial="200000"), [state(1, "204000"), state(15.98, "204000", "191000")]),
        {"status": "active", "permitted_loss": "1000", "breaches": []},
    ),
    "D03": (
        (
            programme(FIVE, initial="200000"),
            [state(1, "204000"), state(15.98, "204000", "191000", 1), clock(18)],
        ),
        {
            "status": "failed",
            "daily": ["190000", "194000"],
            "breaches": [("max_daily_loss", NIGHT)],
            "equity": "191000",
            "permitted_loss": "0",
        },
    ),
    "D04": (path([FIVE], "102000"), {"permitted_loss": "7000", "daily_floor": "95000"}),
    "D05": (nightly([FIVE], "100000"), {"permitted_loss": "5000"}),
    "D05 up": (traded([FIVE], "0", "500"), {"permitted_loss": "5500"}),
    "D05 down": (traded([FIVE], "0", "-500"), {"permitted_loss": "4500"}),
    "D06": (
        nightly([*FTMO], "96000", "93000"),
        {"permitted_loss": "3000", "daily": ["95000", "91000", "88000"]},
    ),
    "D07 1-Step": (
        path([daily(percent("3")), overall(percent("6"))], "100000"),
        {"permitted_loss": "3000", "overall_floor": "94000"},
    ),
    "D07 Lite": (
        path([daily(percent("4")), overall(percent("8"))], "100000"),
        {"permitted_loss": "4000", "overall_floor": "92000"},
    ),
    "D07": (path([*FTMO], "100000"), {"daily_floor": "95000", "overall_floor": "90000"}),
    "D08": (after_night(FIVE, "100000", "101000"), {"daily": ["95000", "95000"]}),
    "D08 closed": (after_night(FIVE, "101000", "101000"), {"daily": ["95000", "96000"]}),
    "D09": (
        _bitfunded(state(1, "192000"), state(2, "192000", "190000", 1)),
        {"status": "active", "permitted_loss": "0"},
    ),
    "D09 more": (
        _bitfunded(state(1, "192000"), state(2, "192000", "189999.99", 1)),
        {"status": "failed"},
    ),
    "D09 up": (_bitfunded(state(1, "205000")), {"permitted_loss": "15000"}),
    "D09 11,700": (_bitfunded(state(1, "194000", "188300", 1)), {"status": "failed"}),
    "D10": (_bitfunded(state(1, "204000", "191000", 1)), {"status": "active"}),
    "D10 carried": (
        _bitfunded(state(1, "204000", "191000", 1), clock(9)),
        {"status": "failed", "breaches": [("max_daily_loss", 8.0)]},
    ),
    "D11": (
        path([daily(money("5000"))], "96000", "94800", "97000"),
        {"status": "failed", "breaches": [("max_daily_loss", 2.0)], "balance": "94800"},
    ),
    "D11 up": (path([daily(money("5000"))], "104000"), {"permitted_loss": "9000"}),
    "D12": (
        after_night(FIVE_A, "100000", "101000"),
        {"daily_floor": "95000", "permitted_loss": "6000"},
    ),
    "D13": (
        after_night(FIVE_A, "100000", "99000"),
        {"daily_floor": "95000", "permitted_loss": "4000"},
    ),
    "D14": (
        (
            programme(daily(percent("4", "anchor")), clock={"zone": "UTC", "reset": "00:30"}),
            [state(16.4, "105000"), clock(17)],
        ),
        {"daily": ["96000", "100800"]},
    ),
    "D15": (
        path([{**FIVE_A, "breach_when": "touch"}], "95000"),
        {"status": "failed", "daily_floor": "95000"},
    ),
    "D15 floating": (after_night(FIVE_A, "100000", "106000"), {"daily_floor": "95000"}),
    "D15 closed": (after_night(FIVE_A, "105000", "105000"), {"daily_floor": "99750"}),
    "D16 D17": (
        path([daily(percent("4", "anchor"), breach_when="touch")], "96000"),
        {"status": "failed", "breaches": [("max_daily_loss", 1.0)]},
    ),
    "D18": (
        nightly([daily(percent("4", "anchor"))], "100000", "110000"),
        {"daily": ["96000", "96000", "105600"]},
    ),
    "D19": (nightly([FIVE_A], "102000", "101000"), {"daily": ["95000", "96900", "95950"]}),
}


def _anchored(anchor: str, number: str, of: str = "anchor") -> Row:
    return daily(percent(number, of), anchor=anchor)


MAX = "max_balance_equity"
PEAK = _anchored("intraday_peak_equity", "3")
ANCHOR_ROWS = (
    ("D20", _anchored("equity", "5"), "103000", "103000", "97850"),
    ("D20 lower", _anchored("equity", "5"), "101000", "101000", "95950"),
    ("D21", _anchored("equity", "2.5"), "100000", "101000", "98475"),
    ("D21 down", _anchored("equity", "2.5"), "100000", "99000", "96525"),
    ("D22", _anchored("equity", "5"), "100000", "103000", "97850"),
    ("D22 down", _anchored("equity", "5"), "100000", "97000", "92150"),
    ("D23", _anchored(MAX, "5"), "102000", "105000", "99750"),
    ("D24", _anchored(MAX, "3"), "100000", "102000", "98940"),
    ("D24 down", _anchored(MAX, "3"), "100000", "98000", "97000"),
    ("D25", _anchored(MAX, "5", "initial"), "100000", "102000", "97000"),
    ("D25 down", _anchored(MAX, "5", "initial"), "100000", "98000", "95000"),
    ("D25 flat", _anchored(MAX, "5", "initial"), "101000", "101000", "96000"),
    ("D26", _anchored(MAX, "5", "initial"), "100000", "110000", "105000"),
    ("D27", _anchored(MAX, "3", "initial"), "105000", "100000", "102000"),
    ("D28", _anchored(MAX, "6"), "100000", "105000", "98700"),
    ("D28 balance", _anchored(MAX, "6"), "110000", "108000", "103400"),
    ("initial", _anchored("initial", "5"), "104000", "104500", "95000"),
    ("4.4 FTMO", FIVE, "105000", "107000", "100000"),
    ("4.4 High Stakes", _anchored(MAX, "5"), "105000", "107000", "101650"),
    ("4.4 Alpha Pro 10", FIVE_A, "105000", "107000", "99750"),
    ("4.4 Blue Guardian", _anchored(MAX, "4", "initial"), "105000", "107000", "103000"),
)
for _name, _rule, _balance, _equity, _floor in ANCHOR_ROWS:
    DAILY[_name] = (after_night(_rule, _balance, _equity), {"daily_floor": _floor})
DAILY["D29"] = (
    after_night(_anchored(MAX, "3"), "50000", "52000", "50000"),
    {"daily_floor": "50440"},
)
DAILY["D30"] = (
    (programme(PEAK, initial="10000"), [state(1, "10000", "10500"), state(2, "10000", "10200")]),
    {"daily": ["9700"], "daily_floor": "10185"},
)
HYRO = daily(money("250"), anchor="intraday_peak_equity", breach_when="touch")
DAILY["D31"] = (
    path([HYRO], "5200", "4950.01", "4950", initial="5000"),
    {"breaches": [("max_daily_loss", 3.0)], "daily_floor": "4950"},
)
DAILY["D31 100k"] = (
    path([{**HYRO, "amount": money("5000")}], "110000", "105000"),
    {"breaches": [("max_daily_loss", 2.0)]},
)

E8 = overall(percent("6"), "100000", **CLOSED)
TOPSTEP = overall(money("2000"), "50000", **EOD)
INSTANT = overall(percent("6"), "10000", **CLOSED)
OF_PEAK = overall(percent("6", "peak"), "100000", **CLOSED)
APEX = overall(money("2500"), "50100", **INTRADAY)

OVERALL: dict[str, tuple[Case, Expected]] = {
    "M01": (
        (programme(FTMO[1]), [state(1, "92000", "90000"), state(2, "92000", "89999")]),
        {"breaches": [("max_overall_loss", 2.0)], "equity": "89999"},
    ),
    "M02": (
        nightly([overall(percent("10"), **EOD)], "104000", "103000"),
        {"overall": ["90000", "94000", "94000"]},
    ),
    "M03": (
        nightly([TOPSTEP], "50500", "50000", "52500", "53000", initial="50000"),
        {"overall": ["48000", "48500", "48500", "50000", "50000"]},
    ),
    "M04": (
        nightly([overall(money("3000"), "100000", **EOD)], "101000", "103000", "101000"),
        {"overall": ["97000", "98000", "100000", "100000"]},
    ),
    "M05": (
        (
            programme(TOPSTEP, initial="50000"),
            [state(1, "51000"), state(25, "52000"), state(49, "52000", "49950")],
        ),
        {"overall": ["48000", "49000", "50000"], "breaches": [("max_overall_loss", 49.0)]},
    ),
    "M06": (
        nightly([overall(money("5000"), "110000", **EOD)], "99000", "103000", "115000", "150000"),
        {"overall": ["95000", "95000", "98000", "110000", "110000"]},
    ),
    "M07": (path([E8], "101000"), {"overall_floor": "95000"}),
    "M07 lock": (path([E8], "106000", "108000"), {"overall_floor": "100000"}),
    "M08": (path([E8], "102000"), {"overall": ["94000"], "overall_floor": "96000"}),
    "M09": (path([INSTANT], "10200", initial="10000"), {"overall_floor": "9600"}),
    "M09 down": (path([INSTANT], "10200", "10100", initial="10000"), {"overall_floor": "9600"}),
    "M09 up": (
        path([INSTANT], "10200", "10100", "10500", initial="10000"),
        {"overall_floor": "9900"},
    ),
    "M09 cap": (
        path([INSTANT], "10200", "10500", "11100", initial="10000"),
        {"overall_floor": "10000"},
    ),
    "M11": (_fxify("1020"), {"overall": ["960"], "overall_floor": "980"}),
    "M11 lock": (_fxify("1040", "1020"), {"overall_floor": "1000"}),
    "M12": (path([E8], "103000"), {"overall_floor": "97000"}),
    "M12 lock": (path([E8], "112000"), {"overall_floor": "100000"}),
    "M13": (path([OF_PEAK], "102000"), {"overall": ["94000"], "overall_floor": "95880"}),
    "M13 below": (path([OF_PEAK], "106382"), {"overall_floor": "99999.08"}),
    "M13 lock": (path([OF_PEAK], "106383"), {"overall_floor": "100000"}),
    "M14": (path([E8], "102000", "106000"), {"overall_floor": "100000"}),
    "M15": (
        path([overall(percent("5"), "100000", **CLOSED)], "104000"),
        {"overall_floor": "99000"},
    ),
    "M15 lock": (
        path([overall(percent("5"), "100000", **CLOSED)], "105000", "104000"),
        {"overall_floor": "100000"},
    ),
    "M16": (
        (programme(APEX, initial="50000"), [state(1, "50000", "50875"), state(2, "50100")]),
        {"overall": ["47500"], "overall_floor": "48375", "permitted_loss": "1725"},
    ),
    "M17": (
        (programme(APEX, initial="50000"), [state(1, "50000", "50610"), state(2, "49500")]),
        {"permitted_loss": "1390"},
    ),
    "M18": (path([APEX], "52600", "60000", initial="50000"), {"overall_floor": "50100"}),
    "M19": (
        path([overall(money("2000"), **INTRADAY)], "50900", initial="50000"),
        {"overall_floor": "48900"},
    ),
    "M20": (
        path(
            [daily(money("1000"), action="pause_until_reset"), overall(money("2000"), **EOD)],
            "49700",
            initial="50000",
        ),
        {"permitted_loss": "700", "overall_floor": "48000"},
    ),
    "M21": (
        path([overall(percent("4", "peak"), **INTRADAY)], "103000"),
        {"overall": ["96000"], "overall_floor": "98880"},
    ),
    "P01": (
        (programme(E8), [state(1, "103000"), paid_out(2, "3000")]),
        {"overall_floor": "97000", "balance": "100000", "permitted_loss": "3000"},
    ),
    "P02": (
        (
            programme(
                {**INSTANT, "lock": {"floor_at": "5000"}, "breach_when": "touch"}, initial="5000"
            ),
            [state(1, "5500"), paid_out(2, "500")],
        ),
        {"status": "failed", "overall_floor": "5000"},
    ),
    "P02 less": (
        (
            programme(
                {**INSTANT, "lock": {"floor_at": "5000"}, "breach_when": "touch"}, initial="5000"
            ),
            [state(1, "5500"), paid_out(2, "300")],
        ),
        {"status": "active", "permitted_loss": "200"},
    ),
    "P03": (
        (
            programme(
                {**INSTANT, "lock": {"floor_at": "5000"}, "breach_when": "touch"}, initial="5000"
            ),
            [state(1, "5200"), paid_out(2, "200")],
        ),
        {"status": "active", "overall_floor": "4900", "permitted_loss": "100"},
    ),
    "P04": (
        (programme(E8), [state(1, "108000"), paid_out(2, "6000")]),
        {"overall_floor": "100000", "permitted_loss": "2000"},
    ),
    "P04 more": (
        (programme(E8), [state(1, "115000"), paid_out(2, "8000")]),
        {"overall_floor": "100000", "permitted_loss": "7000"},
    ),
}


def _best(share: str, **changes: Any) -> Row:
    return rule("consistency", max_share=share, **changes)


def _held(counts: str, days: int = 1) -> Case:
    """Hold a position from Monday to Thursday."""
    rules = rule("min_trading_days", days=days, counts=counts)
    return programme(rules), [opened(1), closed(74, "10")]


HELPS = ("500", "550", "-150", "600", "400")
SCORES = ("1000", "-500", "1500", "1000", "1500", "1500")
FOREXIVE = ("518", "497", "508", "459", "492", "520", "506")
ELEVEN = ("5000", "-1000", "5500")
TEN = target(percent("10"))
DAYS: dict[str, tuple[Case, Expected]] = {
    "C01": (traded([_best("0.50")], "5000"), {"best_day_share": "1", "consistency_met": False}),
    "C01 met": (
        traded([_best("0.50")], "5000", "2500", "2500"),
        {"best_day_share": "0.5", "consistency_met": True, "status": "active"},
    ),
    "C02": (
        traded([_best("0.35")], *HELPS),
        {"consistency_met": True, "best_day_share": "0.315789"},
    ),
    "C03": (traded([_best("0.35")], "1100", "900", "-400", "1500"), {"consistency_met": False}),
    "C04": (traded([_best("0.40")], *HELPS), {"consistency_met": True}),
    "C04 not": (traded([_best("0.40")], "1100", "1500", "900", "-400"), {"consistency_met": False}),
    "C04 cured": (
        traded([_best("0.40")], "1100", "1500", "900", "-400", "650"),
        {"consistency_met": True, "best_day_share": "0.4"},
    ),
    "C05": (
        traded([_best("0.40")], "500", "550", "-50", "600", "400"),
        {"consistency_met": True, "best_day_share": "0.3"},
    ),
    "C06": (
        traded([_best("0.40", strict=True)], "900", "700", "600", "600"),
        {"consistency_met": True, "best_day_share": "0.321429"},
    ),
    "C06 strictly": (
        traded([_best("0.40", strict=True)], "400", "300", "300"),
        {"consistency_met": False, "best_day_share": "0.4"},
    ),
    "C08": (
        traded([_best("0.20")], *FOREXIVE),
        {"consistency_met": True, "best_day_share": "0.148571"},
    ),
    "C08 not": (
        traded([_best("0.20")], *FOREXIVE, "1000"),
        {"consistency_met": False, "best_day_share": "0.222222"},
    ),
    "C11": (traded([_best("0.5")], *ELEVEN), {"best_day_share": "0.578947"}),
    "C11 positive": (
        traded([_best("0.5", denominator="positive_days")], *ELEVEN),
        {"best_day_share": "0.52381"},
    ),
    "C11 target": (
        traded([_best("0.55", denominator="target"), TEN], *ELEVEN),
        {"best_day_share": "0.55", "consistency_met": True, "profit_target_left": "500"},
    ),
    "C12": (
        traded([rule("min_trading_days", days=3, counts="closed_profit_at_least")], "-400", "500"),
        {"trading_days": 1},
    ),
    "C12 not": (
        traded(
            [rule("min_trading_days", days=3, counts="closed_profit_at_least")], "-400", "499.99"
        ),
        {"trading_days": 0},
    ),
    "C14 held": (_held("held"), {"trading_days": 4}),
    "C14 opened": (_held("position_opened"), {"trading_days": 1}),
    "C14 closed": (_held("opened_and_closed"), {"trading_days": 1}),
    "C16": (
        (programme(TEN), [opened(1), state(2, "100000", "110000")]),
        {"status": "active", "profit_target_left": "10000"},
    ),
    "C16 open": ((programme(TEN), [opened(1), state(2, "110000")]), {"status": "active"}),
    "C16 flat": ((programme(TEN), [opened(1), closed(2, "10000")]), {"status": "passed"}),
}
for _profit, _share in (("0.05", "0.000001"), ("0.25", "0.000003"), ("0.0499", "0")):
    DAYS[f"half up {_profit}"] = (
        traded([_best("1", denominator="target"), target(money("100000"))], _profit),
        {"best_day_share": _share, "consistency_met": True},
    )
for _day, _share in enumerate(("1", "2", "0.75", "0.5", "0.333333", "0.25"), start=1):
    DAYS[f"C07 day {_day}"] = (
        traded([_best("0.25")], *SCORES[:_day]),
        {"best_day_share": _share, "consistency_met": _day == 6},
    )

TOUCH = {"breach_when": "touch"}
TRAIL = overall(percent("3"), **INTRADAY)
EDGES: dict[str, tuple[Case, Expected]] = {
    "4.9 static": (
        nightly([overall(percent("10"), **TOUCH)], "91000", "90000"),
        {"breaches": [("max_overall_loss", 25.0)], "balance": "90000"},
    ),
    "4.9 of initial": (nightly([FIVE], "102000", "96950"), {"status": "failed"}),
    "4.9 of anchor": (nightly([FIVE_A], "102000", "96950"), {"status": "active"}),
    "4.9 daily first": (
        path([daily(percent("2")), overall(percent("3"))], "96500"),
        {"breaches": [("max_daily_loss", 1.0)]},
    ),
    "4.9 overall first": (
        path([daily(percent("4")), overall(percent("3"))], "95900"),
        {"breaches": [("max_overall_loss", 1.0)]},
    ),
    "4.9 trail": (path([TRAIL], "102000", "98500"), {"status": "failed"}),
    "4.9 no trail": (path([overall(percent("3"))], "102000", "98500"), {"status": "active"}),
    "4.9 locked": (
        path([overall(percent("3"), "100000", **INTRADAY)], "104000", "100100", "99900"),
        {"breaches": [("max_overall_loss", 3.0)]},
    ),
    "4.9 never locked": (
        path([TRAIL], "104000", "100100", "99900"),
        {"breaches": [("max_overall_loss", 2.0)]},
    ),
    "4.9 four days": (
        traded([target(percent("9")), rule("min_trading_days", days=4)], "9000", "0", "0", "0"),
        {"status": "passed", "trading_days": 4, "balance": "109000"},
    ),
    "4.9 breach first": (
        path([FIVE, TEN], "94000", "111000"),
        {"status": "failed", "balance": "94000"},
    ),
    "4.9 end of day": (
        nightly([overall(percent("3"), **EOD)], "102000"),
        {"overall": ["97000", "99000"]},
    ),
    "deposit": (
        (programme(*FTMO, TEN), [paid_in(1, "10000"), state(2, "107000")]),
        {
            "daily_floor": "105000",
            "overall_floor": "100000",
            "permitted_loss": "2000",
            "profit_target_left": "13000",
            "status": "active",
        },
    ),
    "news": (
        (programme(rule("news_window")), [news(2), opened(2 + 120 / 3600), clock(3)]),
        {"breaches": [("news_window", 2 + 120 / 3600)]},
    ),
}

WORKED: dict[str, tuple[Case, Expected]] = {**DAILY, **OVERALL, **DAYS, **EDGES}
