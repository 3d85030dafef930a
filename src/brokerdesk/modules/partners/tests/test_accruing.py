"""Commission: exact, once, with its derivation, reversible, through time."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.events.testing import drain
from brokerdesk.modules.ledger.queries import balance, trial_balance
from brokerdesk.modules.ledger.services import chart
from brokerdesk.modules.trading.models import Deal, Difference
from brokerdesk.modules.trading.queries import deals_by_pk
from brokerdesk.modules.trading.services.resolving import approve, propose
from brokerdesk.modules.trading.testing import START
from brokerdesk.ports.trading import DealEntry

from ..errors import BackdatedChange, CycleRefused, NothingPayable, PlanInvalid
from ..models import Accrual, Partner, PartnerParent
from ..queries import payable, subtree
from ..services import (
    accrue_batch,
    add_plan_version,
    attribute_client,
    move_partner,
    pay_out,
    post_differences,
    recompute_batch,
    set_status,
)
from ..services.posting import new_batch
from ..types import PartnerStatus
from .conftest import Tree
from .shop import BODY

LATER = START + timedelta(days=30)


def amounts(tree: Tree) -> list[tuple[int, Decimal, str]]:
    rows = Accrual.objects.order_by("id")
    return [(row.level, row.amount.normalize(), row.reason) for row in rows]


def test_every_partner_of_the_chain_gets_his_line(tree: Tree) -> None:
    tree.ingest(tree.world.closing("5.00", lots="2.5"))
    drain(twice=True)
    assert amounts(tree) == [(1, Decimal(15), ""), (2, Decimal("7.5"), ""), (3, Decimal("2.5"), "")]
    assert [payable(p, "USD") for p in tree.partners] == [15, Decimal("7.5"), Decimal("2.5")]
    assert sum((row.balance for row in trial_balance()), Decimal(0)) == 0
    why = Accrual.objects.get(level=1).why
    assert why["formula"] == "2.5 lots × 6 USD"
    assert why["chain"] == [p.public_id for p in tree.partners]
    assert (why["plan"], why["version"]) == ("Lots", 1)


def test_opening_trades_and_money_movements_earn_nothing(tree: Tree) -> None:
    tree.ingest(tree.world.deal(entry=DealEntry.IN), tree.world.balance("100.00", "x"))
    drain()
    assert not Accrual.objects.exists()


def test_zero_has_a_reason(tree: Tree) -> None:
    suspended = tree.partners[1].public_id
    set_status(suspended, PartnerStatus.SUSPENDED, actor=SYSTEM, at=START, reason="checks")
    tree.ingest(tree.world.closing(lots="1"))
    drain()
    assert amounts(tree)[1] == (2, Decimal(0), "PARTNER_SUSPENDED")


def test_client_without_partner_and_excluded_account(tree: Tree) -> None:
    tree.world.account.pays_partner = False
    tree.world.account.save()
    tree.ingest(tree.world.closing(lots="1"))
    drain()
    assert {reason for _, _, reason in amounts(tree)} == {"ACCOUNT_EXCLUDED"}


def test_chain_is_the_one_of_the_deals_instant(tree: Tree) -> None:
    other = tree.add("Other")
    moved = START + timedelta(days=1)
    client = tree.world.client.public_id
    attribute_client(client, other.code, actor=SYSTEM, at=moved, reason="transfer")
    before = tree.world.closing(lots="1", at=moved - timedelta(seconds=1))
    at = tree.world.closing(lots="1", at=moved)
    tree.ingest(before, at)
    drain()
    owners = list(
        Accrual.objects.filter(level=1).order_by("deal__ticket").values_list("partner", flat=True)
    )
    assert owners == [tree.partners[0].pk, other.pk]


def test_plan_version_is_the_one_of_the_deals_instant(tree: Tree) -> None:
    change = START + timedelta(days=2)
    add_plan_version(tree.plan_id, BODY | {"levels": ["10"]}, actor=SYSTEM, at=change)
    tree.ingest(tree.world.closing(lots="1", at=change - timedelta(seconds=1)))
    tree.ingest(tree.world.closing(lots="1", at=change))
    drain()
    first = Accrual.objects.filter(level=1).order_by("deal__ticket")
    assert [row.amount for row in first] == [6, 10]
    assert Accrual.objects.filter(level=2).latest("id").reason == "NO_RATE"
    with pytest.raises(BackdatedChange):
        add_plan_version(tree.plan_id, BODY, actor=SYSTEM, at=START)


def test_replay_and_recompute_change_nothing(tree: Tree) -> None:
    (batch,) = tree.ingest(tree.world.closing(lots="0.07"), tree.world.closing(lots="1.23"))
    drain()
    before = amounts(tree)
    assert accrue_batch(batch, at=LATER).lines == 0
    assert amounts(tree) == before
    assert recompute_batch(batch, at=LATER) == []


def test_corrected_deal_is_reversed_and_accrued_anew(tree: Tree) -> None:
    tree.ingest(tree.world.closing("5.00", lots="2", ticket=500))
    drain()
    tree.ingest(tree.world.closing("5.00", lots="3", ticket=500))
    finn, carol = (Actor("staff", f"stf_{n}", n) for n in ("finn", "carol"))
    found = Difference.objects.get().public_id
    seen = propose(found, "accept", "dealer corrected the volume", actor=finn, at=LATER)
    approve(found, version=seen.version, actor=carol, at=LATER)
    drain(twice=True)
    assert payable(tree.partners[0], "USD") == 18
    kinds = list(Accrual.objects.filter(level=1).order_by("id").values_list("kind", "amount"))
    twelve, eighteen = Decimal(12), Decimal(18)
    assert kinds == [("commission", twelve), ("reversal", -twelve), ("commission", eighteen)]


def test_deleted_deal_is_reversed_once(tree: Tree) -> None:
    tree.ingest(tree.world.closing("5.00", lots="2", ticket=500))
    drain()
    difference = Difference.objects.create(
        server=tree.world.server, account=tree.world.account,
        deal_id=Accrual.objects.all()[0].deal_id, login=1001, item="deal:mt5a:500",
        cls="deleted", expected=5, actual=0, amount=-5, currency="USD", opened_at=LATER,
    )  # fmt: skip
    finn, carol = (Actor("staff", f"stf_{n}", n) for n in ("finn", "carol"))
    seen = propose(difference.public_id, "accept", "deleted by the dealer", actor=finn, at=LATER)
    approve(difference.public_id, version=seen.version, actor=carol, at=LATER)
    drain(twice=True)
    assert all(payable(p, "USD") == 0 for p in tree.partners)
    assert Accrual.objects.filter(kind="reversal").count() == 3


def test_all_that_a_deleted_deal_gave_a_partner_is_reversed(tree: Tree) -> None:
    more = BODY | {"overriding": ["0.1"]}
    add_plan_version(tree.plan_id, more, actor=SYSTEM, at=START)
    (batch,) = tree.ingest(tree.world.closing(lots="1", at=START + timedelta(hours=1)))
    drain()
    assert payable(tree.partners[1], "USD") == Decimal("3.6")
    Deal.objects.filter(batch_id=batch).update(deleted_at=LATER)
    deals = deals_by_pk(Deal.objects.values_list("pk", flat=True))
    post_differences(deals, batch_id=new_batch(), at=LATER, reason="deleted")
    assert all(payable(p, "USD") == 0 for p in tree.partners)


def test_payout_rounds_once_and_books_the_residue(tree: Tree) -> None:
    add_plan_version(tree.plan_id, BODY | {"levels": ["3.33333333"]}, actor=SYSTEM, at=START)
    tree.ingest(tree.world.closing(lots="1", at=START + timedelta(hours=1)))
    drain()
    partner = tree.partners[0]
    row = pay_out(partner.public_id, "USD", actor=SYSTEM, at=LATER)
    entity = tree.world.brand.entity_id
    wallet = chart.client_wallet(partner.client.public_id, "USD", entity)
    assert (row.amount, row.residue) == (Decimal("3.33"), Decimal("0.00333333"))
    assert balance(wallet.code) == Decimal("3.33")
    assert payable(partner, "USD") == 0
    assert balance(chart.rounding("USD", entity).code) == Decimal("0.00333333")
    with pytest.raises(NothingPayable):
        pay_out(partner.public_id, "USD", actor=SYSTEM, at=LATER)


def test_cycles_are_refused(tree: Tree) -> None:
    direct, _, top = tree.partners
    for target in (direct, top):
        with pytest.raises(CycleRefused):
            move_partner(
                top.public_id, target.public_id, actor=SYSTEM, at=LATER, reason="by mistake"
            )
    move_partner(direct.public_id, top.public_id, actor=SYSTEM, at=LATER, reason="promoted")
    floors = {node.partner.name: node.depth for node in subtree(top.pk, at=LATER)}
    assert floors == {"Top Client": 0, "Direct Client": 1, "Middle Client": 1}


def test_database_refuses_overlaps_and_changed_accruals(tree: Tree) -> None:
    link = PartnerParent.objects.get(partner=tree.partners[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        PartnerParent.objects.create(
            partner=link.partner, parent=None, valid=link.valid, recorded_by="test"
        )
    tree.ingest(tree.world.closing(lots="1"))
    drain()
    with pytest.raises(ProgrammingError), transaction.atomic():
        Accrual.objects.update(amount=0)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"levels": ["-1"]}, "levels[0]"),
        ({"levels": [1]}, "levels[0]"),
        ({"levels": []}, "levels"),
        ({"distribution": "magic"}, "distribution"),
        ({"colour": "red"}, "colour"),
        ({"rules": [{"basis": "lot"}, {"basis": "lot"}]}, "rules[1]"),
        ({"max_total": "9.99"}, "max_total"),
    ],
)
def test_bad_plans_name_their_key(tree: Tree, change: dict[str, object], key: str) -> None:
    with pytest.raises(PlanInvalid) as refused:
        add_plan_version(tree.plan_id, BODY | change, actor=SYSTEM, at=LATER)
    assert refused.value.field == key
    assert Partner.objects.count() == 3
