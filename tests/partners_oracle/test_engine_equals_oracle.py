"""`brokerdesk partners calculate` against the oracle, to the byte of every value."""

import io
import json
import os
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from brokerdesk.surfaces.cli.main import main

from .cases import cases, numbers, rewritten, shares
from .mutations import Names, refused_cases
from .oracle import calculate, rounded
from .small import case, chain, deal, rule
from .worked import WORKED
from .world import Row

EXAMPLES = int(os.environ.get("PARTNERS_EXAMPLES", "200"))
SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
LINE = {"deal", "partner", "level", "amount", "currency", "kind", "reason", "why"}
WHY = {"rule", "basis", "units", "rate", "formula", "chain", "fx"}
PAYS = (None, "CAP_REACHED", "REBATED", "TOO_SMALL")


def examples(share: int = 1) -> settings:
    """Take a share of the examples."""
    return settings(
        max_examples=max(20, EXAMPLES // share), deadline=None, suppress_health_check=SLOW
    )


def run(one: Row) -> tuple[int, str, str]:
    """Run the command on a case: its exit status, stdout and stderr."""
    raw, err = io.BytesIO(), io.StringIO()
    out = io.TextIOWrapper(raw, encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "case.json")
        path.write_text(json.dumps(one), encoding="utf-8")
        with redirect_stdout(out), redirect_stderr(err):
            status = main(["partners", "calculate", str(path)])
    out.flush()
    return status, raw.getvalue().decode(), err.getvalue()


def answer(one: Row) -> Row:
    """Run the command on a case that it accepts."""
    status, out, err = run(one)
    assert (status, err) == (0, "")
    found: Row = json.loads(out)
    return found


def near(text: str, exact: Fraction) -> bool:
    """Tell whether a decimal is a fraction, as far as 28 digits can tell."""
    assert isinstance(text, str)
    return abs(Fraction(Decimal(text)) - exact) <= abs(exact) / 10**26


def same_why(mine: Row, line: Row, expected: Row) -> None:
    """Hold the `why` of a line against the oracle's."""
    assert set(mine) == (WHY | {"of"} if "of" in expected else WHY)
    assert mine["chain"] == expected["chain"]
    if "of" in expected:
        of = [(one["level"], one["amount"], one["share"]) for one in mine["of"]]
        for (level, amount, part), wanted in zip(of, sorted(expected["of"])[::-1], strict=True):
            assert level == wanted[0]
            assert near(amount, wanted[1])
            assert near(part, wanted[2])
        return
    if line["level"]:
        assert (mine["rule"], mine["basis"]) == (expected["rule"], expected["basis"])
    if line["reason"] not in PAYS:
        return
    if line["level"] == 0:  # a rebate: share of commission
        product = Fraction(mine["units"]) * Fraction(mine["rate"])
        assert rounded(product, 8) == abs(Fraction(line["amount"]))
        return
    assert near(mine["units"], expected["units"])
    # The first of what was multiplied is the rate; the formula goes on with ratio and multiplier.
    assert near(mine["rate"], expected["factors"][0])
    if expected["fx"] is None:
        assert mine["fx"] is None
    else:
        pair, rate = expected["fx"]
        assert mine["fx"]["pair"] == pair
        assert near(mine["fx"]["rate"], rate)


def same(found: Row, expected: Row) -> None:
    """Hold an answer against the oracle's."""
    assert set(found) == {"accruals", "payouts"}
    lines = [{key: line[key] for key in LINE - {"why"}} for line in found["accruals"]]
    wanted = [{key: line[key] for key in LINE - {"why"}} for line in expected["accruals"]]
    assert lines == wanted
    for mine, line in zip(found["accruals"], expected["accruals"], strict=True):
        assert set(mine) == LINE
        same_why(mine["why"], line, line["why"])
    assert found["payouts"] == expected["payouts"]


@pytest.mark.parametrize("name", WORKED)
def test_the_engine_pays_what_is_worked_out_by_hand(name: str) -> None:
    one, expected = WORKED[name]
    found = answer(one)
    same(found, calculate(one))
    assert [Fraction(line["amount"]) for line in found["accruals"]] == [*map(Fraction, expected)]


@examples()
@given(cases())
def test_the_engine_equals_the_oracle(one: Row) -> None:
    expected = calculate(one)
    for line in expected["accruals"]:
        event(f"{one['plan']['distribution']} {line['kind']} {line['reason']}")
    same(answer(one), expected)


@examples(2)
@given(refused_cases())
def test_the_engine_refuses_what_the_contract_refuses(mutated: tuple[Row, Names, str]) -> None:
    one, names, what = mutated
    event(what)
    status, out, err = run(one)
    assert (status, out) == (1, ""), what
    assert err.count("\n") == 1, what
    assert err.endswith("\n"), what
    assert any(name in err for name in names), (what, names, err)


@examples(4)
@given(cases(), st.data())
def test_the_order_of_rows_does_not_matter_and_replays_change_nothing(
    one: Row, data: st.DataObject
) -> None:
    again = dict(one)
    for key in ("partners", "clients", "symbols", "deals"):
        again[key] = data.draw(st.permutations(one[key]))
    live = [row for row in one["deals"] if not row.get("deleted")]
    again["deals"] = [*again["deals"], *(rewritten(data.draw, row) for row in live)]
    gone = [row for row in one["deals"] if row.get("deleted")]
    again["deals"] += gone
    assert run(again) == run(one)


@examples(4)
@given(
    lots=numbers(),
    value=numbers(),
    keep=st.lists(shares(), max_size=5),
    partners=st.integers(1, 6),
)
def test_the_parts_of_a_split_sum_to_the_pool(
    lots: str, value: str, keep: list[str], partners: int
) -> None:
    plan = {"distribution": "split", "keep": keep, "rules": [rule("lot", value)]}
    found = answer(case(plan, chain(*({} for _ in range(partners))), deal(lots=lots)))
    parts = sum(Fraction(line["amount"]) for line in found["accruals"])
    assert parts == rounded(Fraction(lots) * Fraction(value), 8)


def _paid(found: Row) -> dict[str, Fraction]:
    paid: dict[str, Fraction] = {}
    for line in found["accruals"]:
        if line["kind"] == "commission" and line["partner"]:
            paid.setdefault(line["partner"], Fraction(0))
            paid[line["partner"]] += Fraction(line["amount"])
    return paid


@examples(4)
@given(cases(), st.sampled_from(("cap_per_trade", "cap_per_day")), numbers(), numbers())
def test_a_bigger_cap_never_pays_less(one: Row, cap: str, low: str, more: str) -> None:
    plan: dict[str, Any] = one["plan"]
    paid = []
    for bound in (Fraction(low), Fraction(low) + Fraction(more)):
        filters = {**(plan.get("filters") or {}), cap: f"{Decimal(str(float(bound))):f}"}
        paid.append(_paid(answer({**one, "plan": {**plan, "filters": filters}})))
    assert paid[0].keys() == paid[1].keys()
    rounding = Fraction(2 * len(one["deals"]), 10**8)
    assert all(paid[0][partner] <= paid[1][partner] + rounding for partner in paid[0])
