"""What the command prints: order, replays, deletions, payouts, to the byte."""

import itertools
import json
import subprocess
import sys
from decimal import Decimal as D
from pathlib import Path

import pytest

from ...engine import Around, Compiled, DayCaps, Distribution, Link, Rates, parse_plan
from ...engine.case import read_case
from .cases import Body, amounts, case, deal, lines, pays, plan, result, rule, text

REBATE = {"share": "0.40", "funded_by": "partner"}
EXPECTED = (
    '{"accruals": [{"deal": "d1", "partner": "p1", "level": 1, "amount": "15.00000000", '
    '"currency": "USD", "kind": "commission", "reason": null, "why": {"rule": 0, "basis": "lot", '
    '"units": "2.5", "rate": "6", "formula": "2.5 lots × 6 USD", "chain": ["p1", "p2"], '
    '"fx": null}}, {"deal": "d1", "partner": "p2", "level": 2, "amount": "0.00000000", '
    '"currency": "USD", "kind": "commission", "reason": "NO_RATE", "why": {"rule": 0, '
    '"basis": "lot", "units": "2.5", "rate": null, "formula": "", "chain": ["p1", "p2"], '
    '"fx": null}}], "payouts": [{"partner": "p1", "currency": "USD", "amount": "15.00"}]}\n'
)


def test_the_command_prints_one_object_to_the_byte(tmp_path: Path) -> None:
    path = tmp_path / "CASE.json"
    path.write_bytes(text(case(plan(levels=["6"]), deal(lots="2.50"), chain=2)))
    command = [sys.executable, "-m", "brokerdesk.surfaces.cli", "partners", "calculate", str(path)]
    done = subprocess.run(command, capture_output=True, check=True, env={
        "PYTHONPATH": ":".join(sys.path), "LC_ALL": "C", "PYTHONUTF8": "0",
    })  # fmt: skip
    assert done.stdout == EXPECTED.encode()
    assert done.stderr == b""


def test_the_order_of_rows_does_not_matter() -> None:
    deals = [deal("b"), deal("a", lots="2"), deal("a", lots="2.0"), deal("b", deleted=True)]
    of = plan(levels=["3", "1"], filters={"cap_per_day": "5"}, rebate=REBATE)
    found = {
        json.dumps(result(case(of, *order, chain=2))) for order in itertools.permutations(deals)
    }
    assert len(found) == 1


def test_lines_stand_by_instant_id_level_and_kind() -> None:
    of = plan(levels=["3", "1"], rebate=REBATE)
    late = deal("0", closed_at="2026-03-01T10:00:01+00:00")
    found = lines(case(of, late, deal("9"), deal("10", deleted=True), deal("10"), chain=2))
    assert [(x["deal"], x["level"], x["kind"]) for x in found] == [
        ("10", 0, "rebate"), ("10", 0, "reversal"), ("10", 1, "commission"),
        ("10", 1, "reversal"), ("10", 2, "commission"), ("10", 2, "reversal"),
        ("9", 0, "rebate"), ("9", 1, "commission"), ("9", 2, "commission"),
        ("0", 0, "rebate"), ("0", 1, "commission"), ("0", 2, "commission"),
    ]  # fmt: skip


def test_a_repeated_row_has_no_effect() -> None:
    again = deal(lots="1.00", lot_modifier="1", closed_at="2026-03-01T11:00:00+01:00")
    assert result(case(plan(), deal(), again)) == result(case(plan(), deal()))


def test_a_deleted_deal_is_reversed_once() -> None:
    of = plan(levels=["3"], rebate=REBATE)
    body = case(of, deal(), deal(deleted=True, lots="9"), {"id": "d1", "deleted": True}, chain=2)
    assert pays(body) == [
        ("1.2", None), ("-1.2", None), ("1.8", None), ("-1.8", None), ("0", "NO_RATE"),
    ]  # fmt: skip
    first, second, *_ = lines(body)
    assert {k for k in first if first[k] != second[k]} == {"kind", "amount"}
    assert result(body)["payouts"] == []


def test_a_deal_that_was_only_ever_deleted_has_no_lines() -> None:
    assert result(case(plan(), deal(deleted=True))) == {"accruals": [], "payouts": []}


def test_a_deletion_gives_no_cap_back() -> None:
    of = plan(levels=["3"], filters={"cap_per_day": "5"})
    body = case(of, deal("a"), deal("a", deleted=True), deal("b"))
    assert pays(body) == [("3", None), ("-3", None), ("2", "CAP_REACHED")]


def test_a_payout_rounds_once_by_its_currency() -> None:
    third = [deal(str(n), lots="0.33333333") for n in range(3)]
    for currency, paid in (("USD", "1.01"), ("JPY", "1"), ("KWD", "1.005"), ("CLF", "1.0050")):
        of = plan(currency=currency, levels=["1.00500001"])
        assert result(case(of, *third))["payouts"][0]["amount"] == paid
    half = plan(currency="USD", levels=["0.005"])
    assert result(case(half))["payouts"][0]["amount"] == "0.01"
    assert result(case(plan(levels=["0.00499999"])))["payouts"] == []


def test_payouts_stand_by_partner() -> None:
    rows = [{"id": "b", "parent": "a"}, {"id": "a", "parent": "C"}, {"id": "C"}]
    body = case(plan(levels=["1", "2", "3"]), partners=rows,
                clients=[{"id": "c1", "partner": "b"}])  # fmt: skip
    assert [p["partner"] for p in result(body)["payouts"]] == ["C", "a", "b"]


def test_a_line_rounds_half_away_from_zero() -> None:
    body = case(plan(levels=["0.000000005"]), deal(), deal(deleted=True))
    assert amounts(body) == ["0.00000001", "-0.00000001"]


def formula(of: Body, *deals: Body, chain: int = 1, **more: Body) -> list[str]:
    return [line["why"]["formula"] for line in lines(case(of, *deals, chain=chain, **more))]


def test_formulas_say_what_was_multiplied() -> None:
    twice = plan("ratio", levels=["1", "0.5"], rules=[rule(value="2")])
    assert formula(twice, chain=2) == ["1 lots × 2 USD", "1 lots × 2 USD × 0.5"]
    split = plan("split", keep=["0.7"], rules=[rule(value="10")])
    assert formula(split, chain=2) == ["(1 lots × 10 USD) × 0.7", "(1 lots × 10 USD) × 0.3"]
    percent = plan("percent_of_sub", percent_of_sub="0.2", rules=[rule("profit", "0.1")])
    assert formula(percent, deal(profit="50"), chain=2) == ["50 USD profit × 0.1", "5 USD × 0.2"]
    capped = plan(levels=["7"], filters={"cap_per_trade": "5"}, rebate=REBATE)
    assert formula(capped) == ["5 USD × 0.4", "1 lots × 7 USD, capped at 5 USD − 2 USD rebate"]
    rated = plan("difference")
    rows = [{"id": "p1", "parent": "p2", "rate": "5"}, {"id": "p2", "rate": "7"}]
    found = lines(case(rated, partners=rows))
    assert [x["why"]["formula"] for x in found] == ["1 lots × 5 USD", "1 lots × (7 − 5) USD"]
    assert [x["why"]["rate"] for x in found] == ["5", "2"]


@pytest.mark.parametrize("distribution", list(Distribution))
@pytest.mark.parametrize("currency", ["USD", "EUR"])
def test_the_stored_derivation_is_the_printed_one(distribution: str, currency: str) -> None:
    """What is written quickly for the database equals what is made piece by piece."""
    more = {"levels": ["2", "1"], "keep": ["0.5"], "slices": {"A": "2"}, "percent_of_sub": "0.2"}
    caps: Body = {"filters": {"cap_per_trade": "3"}, "rebate": REBATE}
    body = plan(distribution, rules=[rule("commission", "2")], **more, **caps)
    for left_out in ("name", "version", "currency"):
        del body[left_out]
    chain = [Link("p1", rank="A", rate=D(3), multiplier=D(2)), Link('p"2', rate=D(4)), Link("p3")]
    compiled = Compiled(parse_plan(body, currency="USD"), chain, named={"plan": 'L"ots'})
    case_ = read_case(text(case(plan(), deal(commission="-7", currency=currency))))
    around = Around(Rates({"EUR/USD": D("1.1")}), DayCaps())
    found = compiled.lines(case_.deals["d1"], case_.symbols["EURUSD"], around)
    assert len(found) == 4
    assert all(line.why["plan"] == 'L"ots' for line in found)
    assert [json.loads(line.why_json) for line in found] == [line.why for line in found]
