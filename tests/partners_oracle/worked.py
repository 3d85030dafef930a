"""Cases worked by hand: rows of the reference's acceptance tests, sentences of the contract."""

from .small import Values, case, chain, deal, rule, symbol
from .world import Row

LEVEL = {"distribution": "level", "levels": ["1"]}

BASIS_ROWS: list[tuple[str, Row, Values, Values, str]] = [
    ("T-B1", rule("lot", "2"), {"lots": "10"}, {}, "20"),
    ("T-B1b", rule("lot", "5"), {"lots": "2"}, {}, "10"),
    ("T-B2", rule("commission", "0.10"), {"commission": "-70"}, {}, "7"),
    ("T-B2g", rule("lot", "1"), {"lots": "100", "lot_modifier": "0.4"}, {}, "40"),
    ("T-B3a", rule("spread", "0.30"), {"lots": "5", "spread_points": "13.6"}, {}, "20.4"),
    ("T-B3d", rule("spread", "0.40"), {"spread_points": "10"}, {}, "4"),
    ("T-B3e", rule("spread", "0.45"), {"spread_points": "46"}, {}, "15.75"),
    ("T-B3f", rule("spread", "0.30"), {"lots": "2", "spread_points": "14"}, {}, "8.4"),
    ("T-B4a", rule("pip", "0.6"), {"lots": "2.5"}, {}, "15"),
    (
        "T-B6a",
        rule("turnover_per_million", "100"),
        {"open_price": "1.1000", "close_price": "1.10"},
        {},
        "11",
    ),
    (
        "T-B6a both",
        rule("turnover_per_million", "100", charge_on="both"),
        {"open_price": "1.1000", "close_price": "1.10"},
        {},
        "22",
    ),
    (
        "T-B6b",
        rule("turnover_per_million", "100"),
        {"close_price": "10000"},
        {"contract_size": "1"},
        "1",
    ),
    ("T-B11", rule("points", "10"), {}, {"contract_size": "1000"}, "0.1"),
    ("T-B11 0.10", rule("points", "10"), {"lots": "0.10"}, {"contract_size": "1000"}, "0.01"),
    ("T-B11g", rule("points", "15"), {}, {"contract_size": "1", "point": "0.01"}, "0.15"),
    (
        "T-B12",
        rule("turnover_per_million", "2000"),
        {"close_price": "110843.27"},
        {"contract_size": "0.01"},
        "2.2168654",
    ),
    ("both once", rule("profit", "0.1", charge_on="both"), {"profit": "50"}, {}, "5"),
    ("both twice", rule("lot", "1", charge_on="both"), {"lots": "3"}, {}, "6"),
    ("markup", rule("markup", "0.5"), {"lots": "2", "markup_points": "3"}, {}, "3"),
]

BRONZE_TO_PLATINUM = {"Bronze": "1", "Silver": "2", "Gold": "3", "Diamond": "4", "Platinum": "5"}
EVAS = ["Bronze", "Gold", "Gold", "Diamond", "Silver", "Gold", "Diamond", "Platinum", "Platinum"]
DISTRIBUTION_ROWS: list[tuple[str, Values, list[Values], Values, list[str]]] = [
    (
        "T-A1",
        {"distribution": "level", "levels": ["3", "1", "2"]},
        [{}] * 3,
        {"lots": "10"},
        ["30", "10", "20"],
    ),
    ("T-Bd1", {"distribution": "difference"}, [{"rate": "5"}, {"rate": "7"}], {}, ["5", "2"]),
    (
        "T-Bd2",
        {"distribution": "difference", "rules": [rule("commission", "1")]},
        [{"rate": "0.60"}, {"rate": "0.70"}, {"rate": "0.80"}],
        {"commission": "-10"},
        ["6", "1", "1"],
    ),
    (
        "T-Bd3",
        {"distribution": "difference"},
        [{"rate": "6"}, {"rate": "5"}, {"rate": "8"}],
        {"lots": "2.5"},
        ["15", "0", "5"],
    ),
    (
        "T-C1",
        {"distribution": "rank_slices", "slices": BRONZE_TO_PLATINUM},
        [{"rank": rank} for rank in EVAS],
        {},
        ["1", "5", "0", "4", "0", "0", "0", "5", "0"],
    ),
    (
        "overriding by generation",
        {"distribution": "level", "levels": ["30", "10", "20"], "overriding": ["0.10", "0.05"]},
        [{}] * 4,
        {},
        ["30", "10", "3", "20", "2.5", "0", "2.5"],
    ),
    (
        "same rank",
        {
            "distribution": "rank_slices",
            "slices": BRONZE_TO_PLATINUM,
            "same_rank_bonus": "0.10",
            "overriding": ["0.2"],
        },
        [{"rank": rank} for rank in EVAS[:4]],
        {},
        ["1", "5", "0.2", "0", "1", "0.5", "4"],
    ),
    (
        "T-D1",
        {"distribution": "split", "keep": ["0.7"], "rules": [rule("lot", "10")]},
        [{}] * 2,
        {},
        ["7", "3"],
    ),
    (
        "keeps 60 %, 70 %, rest",
        {"distribution": "split", "keep": ["0.60", "0.70"], "rules": [rule("lot", "10")]},
        [{}] * 3,
        {},
        ["6", "2.8", "1.2"],
    ),
    (
        "thirds",
        {"distribution": "split", "keep": ["0.3333333333333", "0.5"], "rules": [rule("lot", "10")]},
        [{}] * 3,
        {},
        ["3.33333333", "3.33333334", "3.33333333"],
    ),
    (
        "ties to the lowest level",
        {"distribution": "split", "keep": ["0.5", "0.6"], "rules": [rule("lot", "0.00000005")]},
        [{}] * 3,
        {},
        ["0.00000003", "0.00000001", "0.00000001"],
    ),
    (
        "T-F1",
        {"distribution": "percent_of_sub", "percent_of_sub": "0.20", "rules": [rule("lot", "10")]},
        [{}] * 2,
        {"lots": "0.01"},
        ["0.1", "0.02"],
    ),
    (
        "T-G1",
        {"distribution": "ratio", "levels": ["0.5"], "rules": [rule("lot", "2")]},
        [{"multiplier": "1.32"}],
        {"lots": "10"},
        ["13.2"],
    ),
    (
        "T-R1",
        {
            "distribution": "level",
            "levels": ["7", "1"],
            "rebate": {"share": "0.40", "funded_by": "partner"},
        },
        [{}] * 2,
        {"lots": "3"},
        ["8.4", "12.6", "3"],
    ),
    (
        "by the broker",
        {
            "distribution": "level",
            "levels": ["7"],
            "rebate": {"share": "0.40", "funded_by": "broker"},
        },
        [{}],
        {"lots": "3"},
        ["8.4", "21"],
    ),
]

RULES = (
    rule(value="1"),
    rule(value="2", symbol_group="fx_majors"),
    rule(value="3", symbol="EURUSD"),
    rule(value="4", account_type="ECN"),
    rule(value="5", symbol_group="fx_majors", account_type="ECN"),
    rule(value="6", symbol="EURUSD", account_type="ECN"),
    rule(value="7", partner="p1"),
    rule(value="8", symbol_group="fx_majors", partner="p1"),
    rule(value="9", symbol="EURUSD", partner="p1"),
    rule(value="10", account_type="ECN", partner="p1"),
)
EVENING = ("2026-03-01T21:00:00Z", "2026-03-01T22:00:00Z", "2026-03-01T23:00:00Z")


def by_basis(by: Row, of_deal: Values, of_symbol: Values) -> Row:
    """Write a case of one partner who is paid by one rule."""
    filters = {"max_spread_points": "35"}
    plan = {"distribution": "ratio", "levels": ["1"], "rules": [by], "filters": filters}
    return case(plan, chain({}), deal(**of_deal), symbols=[symbol(**of_symbol)])


def capped(zone: str) -> Row:
    """Write a case of three deals of 5.00 in one evening, with a cap of 4 a deal and 6 a day."""
    deals = [
        deal(id=f"d{k}", lots="5", opened_at=at, closed_at=at)
        for k, at in enumerate(EVENING, start=1)
    ]
    filters = {"cap_per_trade": "4", "cap_per_day": "6"}
    return case({**LEVEL, "time_zone": zone, "filters": filters}, chain({}), *deals)


def of_rules(count: int) -> Row:
    """Write a case with the first so many rules, the last of which is the most specific."""
    rules = list(RULES[:count][::-1])
    return case({"distribution": "split", "keep": [], "rules": rules}, chain({}))


WORKED: dict[str, tuple[Row, list[str]]] = {
    **{row[0]: (by_basis(*row[1:4]), [row[4]]) for row in BASIS_ROWS},
    **{
        name: (case(plan, chain(*partners), deal(**of_deal)), expected)
        for name, plan, partners, of_deal, expected in DISTRIBUTION_ROWS
    },
    **{f"rule {count}": (of_rules(count), [str(count)]) for count in range(1, len(RULES) + 1)},
    "capped by the day in UTC": (capped("UTC"), ["4", "2", "0"]),
    "capped by the day in Berlin": (capped("Europe/Berlin"), ["4", "2", "4"]),
}
