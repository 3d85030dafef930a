"""Deals that cannot be computed yet wait in view, block nobody, and are paid once."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.events.testing import drain
from brokerdesk.kit.clock import now
from brokerdesk.modules.ledger.queries import trial_balance
from brokerdesk.modules.reports.models import DailyFigure
from brokerdesk.modules.trading.models import Quote, Symbol
from brokerdesk.modules.trading.queries import batch_deals
from brokerdesk.modules.trading.testing import START

from ..errors import PlanInvalid, RateInvalid
from ..models import Accrual, BatchRate, ManualRate, PlanVersion, WaitingDeal
from ..queries import payable
from ..services import (
    accrue_batch,
    add_plan_version,
    add_rate,
    post_differences,
    recompute,
    recompute_batch,
    set_symbols,
    settle_waiting,
)
from ..services.posting import new_batch
from .conftest import Tree
from .shop import BODY

LATER = START + timedelta(days=1)


def pay_by(tree: Tree, basis: str, **rule: Any) -> None:
    """Let the plan pay the three levels 1, 0.5, 0.25 of a basis from the start on."""
    body = {"distribution": "ratio", "levels": ["1", "0.5", "0.25"]}
    rules = [{"basis": basis, "value": "0.1"} | rule]
    add_plan_version(tree.plan_id, body | {"rules": rules}, actor=SYSTEM, at=START)


def quote(tree: Tree, name: str, bid: str, ask: str, *, digits: int = 5) -> None:
    """Let the world's server show a symbol and its prices."""
    Symbol.objects.create(
        server=tree.world.server, name=name, path=name, description=name, base=name[:3],
        profit_currency=name[3:], margin_currency=name[:3], digits=digits, contract_size=100_000,
        tick_size=Decimal(1).scaleb(-digits), tick_value=1, volume_min=1, volume_max=1,
        volume_step=1, calc_mode="forex", synced_at=START,
    )  # fmt: skip
    Quote.objects.create(server=tree.world.server, symbol=name, bid=bid, ask=ask, at=START)


def in_euro(tree: Tree) -> None:
    """Let the world's account be in euro."""
    tree.world.account.currency = "EUR"
    tree.world.account.save()


def waits() -> list[tuple[str, str]]:
    rows = WaitingDeal.objects.filter(settled_at=None).order_by("id")
    return list(rows.values_list("cause", "detail"))


def test_a_deal_without_a_rate_waits_and_the_others_are_paid(tree: Tree) -> None:
    pay_by(tree, "commission")
    in_euro(tree)
    charged = tree.world.closing(lots="1", commission=Decimal(-7))
    free = tree.world.closing(lots="1")
    (batch,) = tree.ingest(charged, free)
    drain(twice=True)
    assert waits() == [("NO_FX", "EUR/USD")]
    assert set(Accrual.objects.values_list("deal__ticket", "reason")) == {(free.ticket, "NO_BASE")}
    assert accrue_batch(batch, at=LATER).lines == 0
    assert settle_waiting(at=LATER) == 0
    add_rate(tree.world.brand.pk, "USD/EUR", Decimal("0.8"), actor=SYSTEM, at=LATER)
    assert settle_waiting(at=LATER) == 1
    assert settle_waiting(at=LATER) == 0
    drain(twice=True)
    assert waits() == []
    assert payable(tree.partners[0], "USD") == Decimal("0.875")
    line = Accrual.objects.get(level=1, deal__ticket=charged.ticket)
    assert line.why["fx"] == {"pair": "USD/EUR", "rate": "0.8"}
    assert line.batch_id != batch
    figures = DailyFigure.objects.filter(metric="commissions").values_list("amount", flat=True)
    assert sum(figures) == Decimal("1.53125")
    assert recompute_batch(batch, at=LATER) == []
    assert sum((row.balance for row in trial_balance()), Decimal(0)) == 0


def test_the_rate_of_the_batch_is_kept_and_used_again(tree: Tree) -> None:
    pay_by(tree, "commission")
    in_euro(tree)
    quote(tree, "EURUSD", "1.08495", "1.08505")
    ManualRate.objects.create(brand=tree.world.brand, pair="EUR/USD", rate=9, recorded_by="test")
    (batch,) = tree.ingest(tree.world.closing(lots="1", commission=Decimal(-7)))
    drain()
    kept = BatchRate.objects.get(batch_id=batch)
    assert (kept.pair, kept.rate, kept.source) == ("EUR/USD", Decimal("1.085"), "mt5a EURUSD")
    assert payable(tree.partners[0], "USD") == Decimal("0.7595")
    Quote.objects.update(bid=2, ask=2)
    assert recompute_batch(batch, at=LATER) == []
    found = recompute(tree.world.brand.pk, START, LATER, at=LATER, workers=1)
    assert (found.deals, found.lines, found.differing) == (1, 3, [])


def test_a_deal_that_was_accrued_and_has_to_wait_gets_what_differs(tree: Tree) -> None:
    in_euro(tree)
    (batch,) = tree.ingest(tree.world.closing(lots="1", commission=Decimal(-7)))
    drain()
    body = {"distribution": "ratio", "levels": ["1", "0.5"]}
    rules = [{"basis": "commission", "value": "0.1"}]
    PlanVersion.objects.update(body=body | {"rules": rules}, recorded_at=now())
    deals = batch_deals(batch)
    assert post_differences(deals, batch_id=new_batch(), at=LATER, reason="new").changes == []
    assert waits() == [("NO_FX", "EUR/USD")]
    assert payable(tree.partners[0], "USD") == 6
    add_rate(tree.world.brand.pk, "EUR/USD", Decimal(2), actor=SYSTEM, at=LATER)
    assert settle_waiting(at=LATER) == 1
    drain(twice=True)
    assert [payable(p, "USD") for p in tree.partners] == [Decimal("1.4"), Decimal("0.7"), 0]
    assert recompute_batch(batch, at=LATER) == []


def test_what_is_killed_half_way_leaves_nothing_and_is_done_once_by_the_next(tree: Tree) -> None:
    pay_by(tree, "commission")
    in_euro(tree)
    (batch,) = tree.ingest(
        tree.world.closing(lots="1", commission=Decimal(-7)), tree.world.closing(lots="1")
    )

    def killed(work: Callable[[], object]) -> None:
        with suppress(_Killed), transaction.atomic():
            work()
            raise _Killed

    killed(lambda: accrue_batch(batch, at=LATER))
    assert (waits(), Accrual.objects.count()) == ([], 0)
    drain(twice=True)
    assert (len(waits()), Accrual.objects.count()) == (1, 3)
    add_rate(tree.world.brand.pk, "EUR/USD", Decimal(2), actor=SYSTEM, at=LATER)
    killed(lambda: settle_waiting(at=LATER))
    assert len(waits()) == 1
    assert payable(tree.partners[0], "USD") == 0
    assert [settle_waiting(at=LATER) for _ in range(2)] == [1, 0]
    drain(twice=True)
    assert (waits(), payable(tree.partners[0], "USD")) == ([], Decimal("1.4"))
    assert sum((row.balance for row in trial_balance()), Decimal(0)) == 0


class _Killed(Exception):
    """Ends a transaction before it is committed."""


def test_symbols_that_come_later_settle_what_waits(tree: Tree) -> None:
    pay_by(tree, "pip")
    tree.ingest(tree.world.closing(lots="2"))
    drain()
    assert waits() == [("NO_SYMBOL", "EURUSD")]
    quote(tree, "EURUSD", "1.1", "1.1")
    assert settle_waiting(at=LATER) == 1
    assert payable(tree.partners[0], "USD") == 2


def test_openings_are_looked_up_only_where_a_plan_looks_at_them(tree: Tree) -> None:
    body = BODY | {"filters": {"min_duration_s": 180}}
    add_plan_version(tree.plan_id, body, actor=SYSTEM, at=START)
    at = START + timedelta(hours=1)
    short = tree.world.deal(at=at - timedelta(seconds=179))
    closing = tree.world.closing(lots="1", position_id=short.position_id, at=at)
    told = tree.world.closing(lots="1", at=at, opened_at=at - timedelta(seconds=180))
    unknown = tree.world.closing(lots="1", at=at, position_id=77)
    tree.ingest(short, closing, told, unknown)
    drain()
    assert waits() == [("NO_OPENING", "77")]
    reasons = set(Accrual.objects.values_list("deal__ticket", "reason"))
    assert reasons == {(closing.ticket, "TOO_SHORT"), (told.ticket, "")}
    tree.ingest(tree.world.deal(at=START, position_id=77))
    assert settle_waiting(at=LATER) == 1
    assert payable(tree.partners[0], "USD") == 12


def test_an_excluded_account_waits_for_nothing(tree: Tree) -> None:
    pay_by(tree, "pip", charge_on="open")
    tree.world.account.pays_partner = False
    tree.world.account.save()
    tree.ingest(tree.world.closing(lots="1", position_id=77))
    drain()
    assert waits() == []
    assert set(Accrual.objects.values_list("reason", flat=True)) == {"ACCOUNT_EXCLUDED"}


def test_the_cap_of_a_day_is_used_up_across_batches(tree: Tree) -> None:
    body = BODY | {"filters": {"cap_per_day": "10"}}
    add_plan_version(tree.plan_id, body, actor=SYSTEM, at=START)
    at = START + timedelta(hours=1)
    batches = [b for n in range(3) for b in tree.ingest(tree.world.closing(lots="1", at=at))]
    drain(twice=True)
    lines = Accrual.objects.filter(level=1).order_by("id").values_list("amount", "reason")
    capped = [(Decimal(6), ""), (Decimal(4), "CAP_REACHED"), (Decimal(0), "CAP_REACHED")]
    assert list(lines) == capped
    assert [recompute_batch(batch, at=LATER) for batch in batches] == [[], [], []]


def test_differences_are_posted_once_and_only_where_lines_differ(tree: Tree) -> None:
    (batch,) = tree.ingest(tree.world.closing(lots="1"))
    drain()
    deals = batch_deals(batch)
    assert post_differences(deals, batch_id=new_batch(), at=LATER, reason="nothing").changes == []
    levels = {"levels": ["6", "4", "1"]}
    PlanVersion.objects.update(body=BODY | levels, recorded_at=now())
    number = new_batch()
    found = post_differences(deals, batch_id=number, at=LATER, reason="level 2 was 4")
    assert [(c.level, c.difference) for c in found.changes] == [(2, Decimal(1))]
    assert post_differences(deals, batch_id=number, at=LATER, reason="again").changes == []
    drain(twice=True)
    assert [payable(p, "USD") for p in tree.partners] == [6, 4, 1]
    kinds = Accrual.objects.filter(batch_id=number).order_by("id").values_list("kind", "amount")
    assert list(kinds) == [("reversal", Decimal(-3)), ("commission", Decimal(4))]
    assert recompute_batch(batch, at=LATER) == []


@pytest.mark.parametrize("pair", ["EUR", "EUR/EUR", "EUR/USD/JPY", ""])
def test_bad_pairs_are_refused(tree: Tree, pair: str) -> None:
    with pytest.raises(RateInvalid):
        add_rate(tree.world.brand.pk, pair, Decimal(1), actor=SYSTEM, at=LATER)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"colour": {}}, "colour"),
        ({"groups": {"a": []}}, "groups.a"),
        ({"groups": {"a": ["EUR*"], "b": ["*USD"]}}, "groups.b"),
        ({"groups": {"a": ["EUR*"], "b": ["E*"]}}, "groups.b"),
        ({"pips": {"EUR*": 1}}, "pips.EUR*"),
        ({"markups": {"live*": {"EUR*": "-1"}}}, "markups.live*.EUR*"),
    ],
)
def test_bad_symbol_books_name_their_key(tree: Tree, body: dict[str, Any], field: str) -> None:
    quote(tree, "EURUSD", "1.1", "1.1")
    with pytest.raises(PlanInvalid) as refused:
        set_symbols(tree.world.brand.pk, body, actor=SYSTEM, at=LATER)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        ({"symbol": "NONE"}, "rules[0].symbol"),
        ({"symbol_group": "fx"}, "rules[0].symbol_group"),
        ({"account_type": "ECN"}, "rules[0].account_type"),
        ({"partner": "ptr_none"}, "rules[0].partner"),
    ],
)
def test_plans_name_only_what_there_is(tree: Tree, rule: dict[str, str], field: str) -> None:
    quote(tree, "EURUSD", "1.1", "1.1")
    body = BODY | {"rules": [{"basis": "lot", "value": "1"} | rule]}
    with pytest.raises(PlanInvalid) as refused:
        add_plan_version(tree.plan_id, body, actor=SYSTEM, at=LATER)
    assert refused.value.field == field
