"""What holds for every plan and chain, whatever its numbers."""

from decimal import Decimal as D
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from .cases import Body, case, deal, lines, partners, plan, rule

money = st.integers(0, 10**9).map(lambda n: f"{D(n) / 10**6:f}")
parts = st.integers(0, 10**6).map(lambda n: f"{D(n) / 10**6:f}")
ways = st.sampled_from(["level", "difference", "rank_slices", "split", "percent_of_sub", "ratio"])


@st.composite
def cases(draw: st.DrawFn) -> Body:
    """A case of a random plan and chain, and a few deals."""
    bounds: Any = st.fixed_dictionaries({}, optional={"cap_per_trade": money, "cap_per_day": money})
    funded = st.sampled_from(["partner", "broker"])
    rebate = st.none() | st.fixed_dictionaries({"share": parts, "funded_by": funded})
    of = plan(
        draw(ways),
        levels=draw(st.lists(money, max_size=4)),
        slices={"A": draw(money), "B": draw(money)},
        keep=draw(st.lists(parts, max_size=4)),
        percent_of_sub=f"{D(draw(st.integers(0, 999))) / 1000:f}",
        rules=[rule(value=draw(money))] if draw(st.integers(0, 9)) else [],
        filters=draw(bounds),
        rebate=draw(rebate),
    )
    rows = draw(st.lists(st.fixed_dictionaries({
        "rate": st.none() | money, "rank": st.sampled_from(["A", "B", None]),
        "multiplier": st.sampled_from(["1", "0", "1.3"]),
        "status": st.sampled_from(["active", "active", "suspended"]),
    }), min_size=1, max_size=5))  # fmt: skip
    deals = [deal(str(n), lots=lots) for n, lots in enumerate(draw(st.lists(money, max_size=3)))]
    return case(of, partners=partners(len(rows), *rows)) | {"deals": deals}


@settings(max_examples=150, deadline=None)
@given(body=cases())
def test_a_line_pays_or_says_why_not_and_keeps_its_caps(body: Body) -> None:
    found = lines(body)
    most = body["plan"]["filters"].get("cap_per_trade")
    for line in found:
        amount = D(line["amount"])
        assert amount >= 0
        assert amount or line["reason"]
        assert line["reason"] in (None, "CAP_REACHED") or not amount
        assert most is None or amount <= D(most)
    per_deal = len(body["partners"])
    paid = [line for line in found if line["kind"] == "commission"]
    assert len(paid) == per_deal * len(body["deals"])


@settings(max_examples=100, deadline=None)
@given(body=cases())
def test_an_exclusion_changes_no_other_line(body: Body) -> None:
    body["plan"] |= {"rebate": None}
    before = lines(body)
    for row in body["partners"]:
        row["status"] = "active"
    after = lines(body)
    for one, other in zip(before, after, strict=True):
        if one["reason"] != "PARTNER_SUSPENDED":
            assert one == other


@settings(max_examples=100, deadline=None)
@given(value=money, lots=money, keep=st.lists(parts, max_size=5), chain=st.integers(1, 7))
def test_split_pays_the_pool_to_the_last_unit(
    value: str, lots: str, keep: list[str], chain: int
) -> None:
    of = plan("split", keep=keep, rules=[rule(value=value)])
    amounts = [D(line["amount"]) for line in lines(case(of, deal(lots=lots), chain=chain))]
    assert sum(amounts) == (D(value) * D(lots)).quantize(D("0.00000001"), "ROUND_HALF_UP")


@settings(max_examples=100, deadline=None)
@given(rates=st.lists(money, min_size=1, max_size=6))
def test_difference_pays_the_best_rate_in_all(rates: list[str]) -> None:
    rows = partners(len(rates), *({"rate": rate} for rate in rates))
    paid = [D(line["amount"]) for line in lines(case(plan("difference"), partners=rows))]
    assert sum(paid) == max(map(D, rates))
