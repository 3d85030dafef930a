"""The compiled rules say what the engine says, on thousands of paths."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ...catalogue_data import templates
from ...documents import programme_of
from ...lab.encoding import TooFineError, encoded
from ...lab.traders import ARCHETYPES, Trader
from ..engine.cases import Body, phase, programme, rule
from .testing import differing, of_template, terms_for

SHORT = Trader(patience_days=30, funded_days=40)
WILD = replace(
    SHORT, risk_percent=Decimal("2.5"), win_rate=Decimal("0.5"), reward_risk=Decimal("1.2")
)


@pytest.mark.parametrize("code", templates())
def test_each_template_is_judged_alike(code: str) -> None:
    one = templates()[code]
    size = one.sizes[0]["initial"]
    for variant in ("", *(v.code for v in one.variants if not v.sizes)):
        document, terms = of_template(code, size, variant)
        for trader in (WILD, replace(SHORT, risk_percent=Decimal(1), win_rate=Decimal("0.6"))):
            assert differing(document, terms, trader, paths=40, seed=7) == []


def losses() -> st.SearchStrategy[list[Body]]:
    """Loss rules with every switch."""
    percent = st.integers(50, 900).map(lambda n: f"{n / 100}")
    measure = st.sampled_from(["equity", "min_balance_equity", "closed_balance"])
    touch = st.sampled_from(["below", "touch"])
    daily = st.fixed_dictionaries({
        "rule": st.just("max_daily_loss"),
        "amount": st.one_of(
            st.builds(lambda p, of: {"percent": p, "of": of}, percent,
                      st.sampled_from(["initial", "anchor"])),
            st.just({"money": "300"}),
        ),
        "anchor": st.sampled_from(
            ["balance", "equity", "max_balance_equity", "initial", "intraday_peak_equity"]
        ),
        "measure": measure, "breach_when": touch,
        "action": st.sampled_from(["fail", "pause_until_reset", "warn"]),
    })  # fmt: skip
    overall = st.fixed_dictionaries({
        "rule": st.just("max_overall_loss"),
        "mode": st.sampled_from(
            ["static", "trail_eod_balance", "trail_closed_balance", "trail_intraday_equity"]
        ),
        "amount": st.one_of(
            st.builds(lambda p, of: {"percent": p, "of": of}, percent,
                      st.sampled_from(["initial", "peak"])),
            st.just({"money": "600"}),
        ),
        "lock": st.sampled_from([None, {"floor_at": "10000"},
                                 {"floor_at": "10100", "on_withdrawal": True}]),
        "on_withdrawal": st.sampled_from(["keep", "subtract", "reset_to_balance"]),
        "measure": measure, "breach_when": touch,
    })  # fmt: skip
    return st.tuples(daily, overall).map(list)


def goals() -> st.SearchStrategy[list[Body]]:
    """What has to be reached, and until when."""
    counts = ["position_opened", "opened_and_closed", "held", "closed_profit_at_least"]
    return st.tuples(
        st.builds(lambda p, m, f: rule("profit_target", amount={"percent": str(p), "of": "initial"},
                                       measure=m, flat=f),
                  st.integers(2, 8), st.sampled_from(["balance", "equity"]), st.booleans()),
        st.builds(lambda n, c: rule("min_trading_days", days=n, counts=c),
                  st.integers(1, 5), st.sampled_from(counts)),
        st.builds(lambda n: rule("max_days", days=n), st.integers(5, 30)),
        st.builds(lambda n: rule("inactivity", days=n), st.integers(1, 5)),
        st.builds(lambda d, s, e: rule("consistency", denominator=d, max_share=s, strict=e),
                  st.sampled_from(["net", "positive_days", "target"]),
                  st.sampled_from(["0.3", "0.5", "0.75"]), st.booleans()),
    ).flatmap(lambda five: st.lists(st.sampled_from(five[1:]), unique_by=lambda r: r["rule"]).map(
        lambda some: [five[0], *some]))  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(losses(), goals(), losses(), st.booleans(), st.integers(0, 2**31))
def test_any_rules_are_judged_alike(
    first: list[Body], goal: list[Body], funded: list[Body], calm: bool, seed: int
) -> None:
    body = programme(initial="10000", phases=[
        phase(*first, *goal), phase(*funded, name="Funded", funded=True, split="0.8"),
    ], clock={"zone": "Europe/Prague", "reset": "00:00"})  # fmt: skip
    terms = terms_for({
        "split": ["0.8", "0.9"], "first_payout": {"days": 3},
        "cycle": {"kind": "days", "number": 2},
        "winning_days": {"days": 1, "threshold": "10"}, "max_share": "0.9", "cap": "700",
    })  # fmt: skip
    trader = replace(SHORT, trades_per_day=Decimal("0.7")) if calm else WILD
    assert (
        differing(body, terms, replace(trader, win_rate=Decimal("0.65")), paths=25, seed=seed) == []
    )


def test_thousands_of_paths_of_one_programme_are_judged_alike() -> None:
    document, terms = of_template("ftmo-2-step", "100000")
    trader = replace(
        ARCHETYPES["skilled"], risk_percent=Decimal(2), patience_days=30, funded_days=40
    )
    assert differing(document, terms, trader, paths=2000, seed=1) == []


@pytest.mark.parametrize(
    "change",
    [{"amount": {"percent": "3.333", "of": "initial"}}, {"amount": {"money": "0.0000001"}}],
)
def test_what_is_finer_is_left_to_the_engine(change: Any) -> None:
    body = programme(rule("max_daily_loss", **change), initial="100.01")
    with pytest.raises(TooFineError):
        encoded(programme_of(body), terms_for({"split": ["1"]}), SHORT)
