"""The worked examples of the field (partners.md §16) that a case can express."""

import json

import pytest

from .cases import Body, case, deal, partners, plan, result, rule, run, short

JPY = {
    "symbol": "USDJPY", "group": "fx_majors", "contract_size": "100000", "point": "0.001",
    "pip": "0.01", "quote_to_plan": "0.00644329896907216494845360825",
}  # fmt: skip


def symbol(contract: str, point: str, pip: str = "1") -> list[Body]:
    return [
        {
            "symbol": "EURUSD", "group": "g", "contract_size": contract, "point": point,
            "pip": pip, "quote_to_plan": "1",
        }
    ]  # fmt: skip


def level(basis: str, rate: str, count: int = 1, **more: object) -> Body:
    return plan(levels=[rate], rules=[rule(basis)], **more)


def ratio(basis: str, value: str, *ratios: str, **more: object) -> Body:
    return plan("ratio", levels=list(ratios) or ["1"], rules=[rule(basis, value)], **more)


def per_million(rate: str, charge_on: str = "close") -> Body:
    return plan(levels=[rate], rules=[rule("turnover_per_million", charge_on=charge_on)])


POUND = deal(lots="0.37", close_price="1.27345")
VOL = {"open_price": "10000", "close_price": "10000"}
RANKS = ["Bronze", "Silver", "Gold", "Diamond", "Platinum"]
EVAS = ["Bronze", "Gold", "Gold", "Diamond", "Silver", "Gold", "Diamond", "Platinum", "Platinum"]
PASSES = {"filters": {"min_duration_s": 180}}
POINTS = {"filters": {"min_points": 30}}

EXAMPLES: dict[str, tuple[Body, list[str]]] = {
    "T-B1": (case(level("lot", "2"), deal(lots="10")), ["20"]),
    "T-B1b": (case(level("lot", "5"), deal(lots="2")), ["10"]),
    "T-B2": (case(level("commission", "0.10"), deal(commission="-70")), ["7"]),
    "T-B2g": (case(level("lot", "1"), deal(lots="100", lot_modifier="0.4")), ["40"]),
    "T-B3a": (
        case(level("spread", "0.30"), deal(lots="5", spread_points="13.6")),
        ["20.4"],
    ),
    "T-B3b": (
        case(
            level("spread", "0.30", filters={"max_spread_points": "10"}),
            deal(lots="5", spread_points="25"),
        ),
        ["15"],
    ),
    "T-B3c spread": (case(level("spread", "0.30"), deal(lots="2", spread_points="4")), ["2.4"]),
    "T-B3c commission": (case(level("commission", "0.30"), deal(commission="-12")), ["3.6"]),
    "T-B3d": (case(level("spread", "0.40"), deal(spread_points="10")), ["4"]),
    "T-B3e": (
        case(
            level("spread", "0.45", filters={"max_spread_points": "35"}),
            deal(spread_points="46"),
        ),
        ["15.75"],
    ),
    "T-B3f": (case(level("spread", "0.30"), deal(lots="2", spread_points="14")), ["8.4"]),
    "T-B4a": (case(level("pip", "0.6"), deal(lots="2.5")), ["15"]),
    "T-B4b": (
        case(level("pip", "0.6"), deal(symbol="USDJPY", lots="2.5"), symbols=[JPY]),
        ["9.66494845"],
    ),
    "T-B6a": (case(per_million("100"), deal(close_price="1.10")), ["11"]),
    "T-B6a round turn": (case(per_million("100", "both"), deal(close_price="1.10")), ["22"]),
    "T-B6b": (case(per_million("100"), deal(**VOL), symbols=symbol("1", "1")), ["1"]),
    "T-B6b round turn": (
        case(per_million("100", "both"), deal(**VOL), symbols=symbol("1", "1")),
        ["2"],
    ),
    "T-B6c": (case(per_million("100"), POUND), ["4.711765"]),
    "T-B7": (case(level("profit", "0.10"), deal(profit="-50")), ["0"]),
    "T-B11": (case(level("points", "10"), symbols=symbol("1000", "0.00001")), ["0.1"]),
    "T-B11 small": (
        case(level("points", "10"), deal(lots="0.1"), symbols=symbol("1000", "0.00001")),
        ["0.01"],
    ),
    "T-B11g": (case(level("points", "15"), symbols=symbol("1", "0.01")), ["0.15"]),
    "T-B12": (
        case(
            plan(levels=["2000"], rules=[rule("turnover_per_million", charge_on="open")]),
            deal(open_price="110843.27"),
            symbols=symbol("0.01", "0.01"),
        ),
        ["2.2168654"],
    ),
    "T-A1": (
        case(plan(levels=["3", "1", "2"]), deal(lots="10"), chain=3),
        ["30", "10", "20"],
    ),
    "T-Bd1": (
        case(plan("difference"), partners=partners(2, {"rate": "5"}, {"rate": "7"})),
        ["5", "2"],
    ),
    "T-Bd2": (
        case(
            plan("difference", rules=[rule("commission")]),
            deal(commission="-10"),
            partners=partners(3, {"rate": "0.60"}, {"rate": "0.70"}, {"rate": "0.80"}),
        ),
        ["6", "1", "1"],
    ),
    "T-Bd3": (
        case(
            plan("difference"),
            deal(lots="2.5"),
            partners=partners(3, {"rate": "6"}, {"rate": "5"}, {"rate": "8"}),
        ),
        ["15", "0", "5"],
    ),
    "T-C1": (
        case(
            plan("rank_slices", slices={rank: str(n) for n, rank in enumerate(RANKS, 1)}),
            partners=partners(9, *({"rank": rank} for rank in EVAS)),
        ),
        ["1", "5", "0", "4", "0", "0", "0", "5", "0"],
    ),
    "T-D1": (case(plan("split", keep=["0.70"], rules=[rule(value="10")]), chain=2), ["7", "3"]),
    "T-D1 of three": (
        case(plan("split", keep=["0.60", "0.70"], rules=[rule(value="10")]), chain=3),
        ["6", "2.8", "1.2"],
    ),
    "T-F1": (
        case(plan("percent_of_sub", percent_of_sub="0.20", rules=[rule(value="0.10")]), chain=2),
        ["0.1", "0.02"],
    ),
    "T-G1": (
        case(
            ratio("lot", "2", "0.5"),
            deal(lots="10"),
            partners=partners(1, {"multiplier": "1.32"}),
        ),
        ["13.2"],
    ),
    "T-R1": (
        case(
            plan(levels=["7"], rebate={"share": "0.40", "funded_by": "partner"}),
            deal(lots="3"),
        ),
        ["8.4", "12.6"],
    ),
    "T-E1 179 s": (case(plan(**PASSES), deal(closed_at="2026-03-01T09:02:59Z")), ["0"]),
    "T-E1 180 s": (case(plan(**PASSES), deal(closed_at="2026-03-01T09:03:00Z")), ["1"]),
    "T-E2 29 points": (case(plan(**POINTS), deal(close_price="1.10029")), ["0"]),
    "T-E2 30 points": (case(plan(**POINTS), deal(close_price="1.09970")), ["1"]),
    "T-I1": (case(plan(), deal(), deal()), ["1"]),
    "T-I2": (case(plan(), deal(), deal(deleted=True), deal(deleted=True)), ["1", "-1"]),
    "T-S1": (
        case(plan(), clients=[{"id": "c1", "partner": "p1", "self_referral": True}]),
        ["0"],
    ),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_command_gives_the_example(
    name: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    body, expected = EXAMPLES[name]
    assert run(body) == 0
    printed = json.loads(capsysbinary.readouterr().out)
    assert [short(line["amount"]) for line in printed["accruals"]] == expected


def test_transfer_at_its_very_instant(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    at = "2026-03-01T00:00:00Z"
    body = case(
        plan(),
        deal("late", closed_at=at, opened_at="2026-02-28T10:00:00Z"),
        deal("early", closed_at="2026-02-28T23:59:59Z", opened_at="2026-02-28T10:00:00Z"),
        partners=[{"id": "old"}, {"id": "new"}],
        clients=[
            {"id": "c1", "partner": "new", "from": at},
            {"id": "c1", "partner": "old", "to": at},
        ],
    )  # T-H1
    assert run(body) == 0
    printed = json.loads(capsysbinary.readouterr().out)["accruals"]
    assert [(line["deal"], line["partner"]) for line in printed] == [
        ("early", "old"), ("late", "new"),
    ]  # fmt: skip


def test_payout_in_another_currency() -> None:
    body = case(
        plan(currency="EUR", levels=["1"], rules=[rule("commission")]),
        deal(commission="-21.00"),
        fx={"EUR/USD": "1.0850"},
    )  # T-X1
    assert result(body)["payouts"] == [{"partner": "p1", "currency": "EUR", "amount": "19.35"}]
