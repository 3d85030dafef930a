"""Figures computed anew from the rooms below equal those added fact by fact."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.events import emit
from brokerdesk.core.events.testing import drain
from brokerdesk.modules.cashier import services as cashier
from brokerdesk.modules.clients.events import ClientRegistered
from brokerdesk.modules.partners.services import (
    NewEarning,
    add_plan,
    apply_as_partner,
    approve_partner,
    attribute_client,
    book_earning,
    reverse_earning,
)
from brokerdesk.modules.partners.services.adjustments import (
    approve_adjustment,
    propose_write_off,
)
from brokerdesk.modules.partners.types import EarningKind
from brokerdesk.modules.trading.models import Difference
from brokerdesk.modules.trading.services.ingest import ingest_deals
from brokerdesk.modules.trading.services.resolving import approve, propose
from brokerdesk.modules.trading.testing import START, make_client

from .. import queries
from ..errors import FiguresBehind
from ..models import DailyFigure
from ..rules import day_of
from ..services import computed, rebuild
from ..types import Metric
from .conftest import Money

BODY = {"distribution": "level", "levels": ["6"], "rules": [{"basis": "lot", "value": "1"}]}
EYES = (Actor("staff", "stf_finn", "Finn"), Actor("staff", "stf_carol", "Carol"))
Facts = dict[tuple[date, str, str], tuple[int, Decimal]]


def kept() -> Facts:
    return {
        (f.day, f.metric, f.currency): (f.count, f.amount.normalize())
        for f in DailyFigure.objects.exclude(count=0, amount=0)
    }


def money_figures(money: Money) -> dict[str, tuple[int, Decimal]]:
    return {metric: value for (_, metric, currency), value in kept().items() if currency == "USD"}


def add_partner(money: Money) -> str:
    """Give the client a partner; give his id."""
    brand = money.world.brand
    add_plan(brand_pk=brand.pk, name="Lots", currency="USD", body=BODY, default=True, actor=SYSTEM)
    partner = apply_as_partner(make_client(brand, "Ian").public_id, actor=SYSTEM, code="ian")
    approve_partner(partner.public_id, actor=SYSTEM, at=START)
    attribute_client(money.client_id, "ian", actor=SYSTEM, at=START, reason="test")
    return partner.public_id


def propose_write_off_of(partner_id: str) -> str:
    """Let the partner owe 7, and propose to forgive it."""
    debt = NewEarning(
        partner_id=partner_id,
        kind=EarningKind.CLAWBACK,
        key="debt",
        amount=Decimal(-7),
        currency="USD",
        why={},
        occurred_at=START - timedelta(days=5),
    )
    book_earning(debt, at=START)
    return propose_write_off(
        partner_id, "USD", reason="goodwill", actor=EYES[0], at=START
    ).public_id


def resolve(money: Money) -> None:
    found = Difference.objects.get(closed_at=None).public_id
    seen = propose(found, "accept", "the dealer corrected it", actor=EYES[0], at=money.at)
    approve(found, version=seen.version, actor=EYES[1], at=money.at)


def live(money: Money) -> None:
    """Money of every kind, trades, a corrected and a deleted one, commission."""
    world = money.world
    paid, disputed = money.pay("250.00"), money.pay("80.00")
    refund = cashier.request_refund(
        paid.public_id, amount=Decimal(50), reason="asked", actor=EYES[0], at=money.at
    )
    cashier.follow_refund(refund.public_id, at=money.at)
    money.control("chargeback", payment=disputed.public_id)
    cashier.fetch_deposit(disputed.public_id, at=money.at)
    money.control("chargeback_won", payment=disputed.public_id)
    cashier.fetch_deposit(disputed.public_id, at=money.at)
    first = world.closing("9.00", lots="2", ticket=500, commission=Decimal(-3))
    ingest_deals(world.server.pk, [first, world.closing("1")], watermark_s=None, at=START)
    edited = world.closing("7.50", lots="3", ticket=500, at=START + timedelta(days=1))
    ingest_deals(world.server.pk, [edited], watermark_s=None, at=START)


def test_each_movement_lands_in_its_figure(money: Money) -> None:
    live(money)
    drain(twice=True)
    figures = money_figures(money)
    assert figures[Metric.DEPOSITS] == (2, Decimal(330))
    assert figures[Metric.REFUNDS] == (1, Decimal(50))
    assert Metric.WITHDRAWALS not in figures


def test_a_withdrawal_that_comes_back_is_taken_back(money: Money) -> None:
    wire = money.add("bank_wire", code="wire")
    money.pay("250.00")
    row = money.ask("100.00", psp_id=wire.public_id)
    cashier.approve_withdrawal(row.public_id, actor=EYES[0], at=money.at)
    cashier.confirm_sent(row.public_id, bank_reference="B1", actor=EYES[0], at=money.at)
    drain(twice=True)
    assert money_figures(money)[Metric.WITHDRAWALS] == (1, Decimal(100))
    cashier.confirm_returned(row.public_id, reason="closed account", actor=EYES[0], at=money.at)
    drain(twice=True)
    assert Metric.WITHDRAWALS not in money_figures(money)
    before = kept()
    rebuild(money.world.brand.pk, [day_of(money.at, "UTC")], at=money.at)
    assert kept() == before


def test_rebuilt_figures_equal_the_added_ones(money: Money) -> None:
    add_partner(money)
    live(money)
    drain()
    resolve(money)
    drain(twice=True)
    before = kept()
    days = [START.date(), START.date() + timedelta(days=1), day_of(money.at, "UTC")]
    assert {key[1] for key in before} >= {"deposits", "refunds", "volume", "commissions"}
    rebuild(money.world.brand.pk, days, at=money.at)
    drain()
    after = {k: v for k, v in kept().items() if k[1] != Metric.REGISTRATIONS}
    assert after == {k: v for k, v in before.items() if k[0] in days}
    assert before[days[1], "volume", ""] == (1, Decimal(3))
    assert before[days[0], "volume", ""] == (1, Decimal(1))
    assert before[days[1], "commissions", "USD"] == (1, Decimal(18))


def test_what_partners_earn_without_a_deal_is_their_cost(money: Money) -> None:
    partner_id, day = add_partner(money), timedelta(days=1)
    new = NewEarning(
        partner_id=partner_id,
        kind=EarningKind.CPA,
        key="test",
        amount=Decimal(60),
        currency="USD",
        why={},
        occurred_at=START,
    )
    row = book_earning(new, at=START)
    assert row is not None
    reverse_earning(row, at=START + day)
    adjustment = propose_write_off_of(partner_id)
    approve_adjustment(adjustment, actor=EYES[1], at=START + 2 * day)
    drain(twice=True)
    before = kept()
    days = [START.date() + n * day for n in range(3)]
    found = [before[one, "commissions", "USD"] for one in days]
    assert found == [(1, Decimal(60)), (-1, Decimal(-60)), (1, Decimal(7))]
    rebuild(money.world.brand.pk, days, at=money.at)
    assert {k: v for k, v in kept().items() if k in before} == before


def test_late_handling_of_a_corrected_batch_adds_nothing_twice(money: Money) -> None:
    live(money)
    resolve(money)
    drain(twice=True)
    volume = {k: v for k, v in kept().items() if k[1] == "volume"}
    assert sum(amount for _, amount in volume.values()) == 4


def test_rebuild_waits_for_facts_on_their_way(money: Money) -> None:
    live(money)
    with pytest.raises(FiguresBehind):
        rebuild(money.world.brand.pk, [START.date()], at=money.at)
    assert kept() == {}


def test_a_registration_is_counted_in_its_day(money: Money) -> None:
    emit(
        ClientRegistered(client_id=money.client_id),
        aggregate=money.client_id,
        brand_id=money.world.brand.pk,
    )
    drain(twice=True)
    (row,) = queries.figures(None, Metric.REGISTRATIONS, date(2000, 1, 1), date(2100, 1, 1))
    assert row.count == 1
    found = computed(money.world.brand.pk, START.date())
    assert [(a.metric, a.count) for a in found] == [(Metric.REGISTRATIONS, 1)]
