"""Rebates: allowed by the programme, owed to the client, paid once a day, taken back."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import QuerySet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.events.models import OutboxEvent
from brokerdesk.core.words import words
from brokerdesk.modules.brands.queries import brand
from brokerdesk.modules.cashier.queries import others_of
from brokerdesk.modules.ledger.queries import balances, drifts, trial_balance
from brokerdesk.modules.ledger.services import chart
from brokerdesk.modules.trading.models import Deal
from brokerdesk.modules.trading.queries import deals_by_pk
from brokerdesk.modules.trading.testing import START

from ..errors import PlanInvalid, ProgrammeInvalid
from ..models import Accrual, RebatePayout
from ..queries import accrued_between, payable
from ..queries.rebates import RebateSum, rebate_lines, rebate_sums
from ..queries.statements import statement
from ..services import accrue_batch, add_plan_version, pay_rebate, pay_rebates, recompute_batch
from ..services.accruing import post_differences
from ..services.past.amending import Wish, carry_out
from ..services.posting import new_batch
from ..services.programme.rules import ProgrammeRules
from ..services.programme.settings import set_programme
from ..types import PastKind
from .conftest import Tree
from .shop import BODY
from .test_past_property import undone

DAY = timedelta(days=1)
D = Decimal
GIVING = BODY | {"rebate": {"share": "0.40", "funded_by": "partner"}}


def allow_in(brand_pk: int, *, at: Any = START) -> None:
    set_programme(brand_pk, ProgrammeRules(rebates_allowed=True), actor=SYSTEM, at=at)


def allow(tree: Tree) -> None:
    allow_in(tree.world.brand.pk)


@pytest.fixture
def giving(tree: Tree) -> Tree:
    """The tree, whose plan gives the client 40 % of the direct partner's 6 USD a lot."""
    allow(tree)
    add_plan_version(tree.plan_id, GIVING, actor=SYSTEM, at=START - DAY)
    return tree


def trade(tree: Tree, lots: str, *, at: Any = START, **more: Any) -> list[int]:
    batches = tree.ingest(tree.world.closing(lots=lots, at=at, **more))
    for batch in batches:
        accrue_batch(batch, at=at)
    return batches


def sums(tree: Tree) -> list[RebateSum]:
    return rebate_sums(tree.world.client.pk, tree.world.client.public_id)


def wallet(tree: Tree) -> Decimal:
    client, entity = tree.world.client.public_id, brand(tree.world.brand.pk).entity_pk
    code = chart.client_wallet(client, "USD", entity).code
    return balances([code]).get(code, D(0))


def test_a_plan_with_a_rebate_needs_a_programme_that_allows_it(tree: Tree) -> None:
    with pytest.raises(PlanInvalid) as refused:
        add_plan_version(tree.plan_id, GIVING, actor=SYSTEM, at=START)
    assert refused.value.field == "rebate.share"
    allow(tree)
    add_plan_version(tree.plan_id, GIVING, actor=SYSTEM, at=START)
    with pytest.raises(ProgrammeInvalid, match="Lots") as refused_too:
        set_programme(tree.world.brand.pk, ProgrammeRules(), actor=SYSTEM, at=START + DAY)
    assert refused_too.value.field == "rebates_allowed"
    add_plan_version(tree.plan_id, BODY, actor=SYSTEM, at=START + DAY)
    set_programme(tree.world.brand.pk, ProgrammeRules(), actor=SYSTEM, at=START + DAY)


def test_the_client_is_owed_what_the_partner_gives_up(giving: Tree) -> None:
    batches = trade(giving, "3.5")
    direct = giving.partners[0]
    assert payable(direct, "USD") == D("12.6")
    assert sums(giving) == [RebateSum("USD", D("8.4"), D(0), D("8.4"))]
    assert recompute_batch(batches[0], at=START) == []
    shown = statement(direct, "USD", START - DAY, START + DAY)
    assert shown.proved
    assert shown.total("commission") == D("12.6")
    cost = accrued_between(giving.world.brand.pk, START - DAY, START + DAY)
    assert sum(row.amount for row in cost) == D("3.5") * (6 + 3 + 1)


def test_it_is_paid_once_a_day_and_what_is_less_than_a_cent_is_carried(giving: Tree) -> None:
    trade(giving, "0.011")  # 0.0264
    assert pay_rebates(at=START) == 1
    assert pay_rebates(at=START + timedelta(hours=1)) == 0
    assert wallet(giving) == D("0.03")
    (paid,) = RebatePayout.objects.all()
    assert (paid.amount, paid.carried) == (D("0.03"), D("-0.0036"))
    assert OutboxEvent.objects.filter(type="rebate.paid").count() == 1
    trade(giving, "0.01")  # 0.024
    assert pay_rebates(at=START + DAY) == 1
    assert wallet(giving) == D("0.05")
    shown = [(words(row.kind), row.amount) for row in others_of(giving.world.client.pk, limit=9)]
    assert shown == [("Rebate", D("0.02")), ("Rebate", D("0.03"))]
    assert sums(giving) == [RebateSum("USD", D("0.0504"), D("0.05"), D("0.0004"))]
    assert pay_rebates(at=START + 2 * DAY) == 0


def test_who_is_closed_is_not_paid(giving: Tree) -> None:
    trade(giving, "1")
    client = giving.world.client
    type(client).objects.filter(pk=client.pk).update(status="closed")
    assert pay_rebate(client.public_id, "USD", at=START) is None
    assert sums(giving)[0].payable == D("2.4")


def test_a_deleted_deal_takes_the_rebate_back_and_it_is_netted(giving: Tree) -> None:
    (batch,) = trade(giving, "1")
    pay_rebates(at=START)
    assert wallet(giving) == D("2.40")
    delete(giving, batch)
    assert sums(giving) == [RebateSum("USD", D(0), D("2.4"), D("-2.4"))]
    assert payable(giving.partners[0], "USD") == 0
    kinds = rebate_lines(giving.world.client.pk).order_by("pk").values_list("kind", "amount")
    assert list(kinds) == [("rebate", D("2.4")), ("reversal", D("-2.4"))]
    trade(giving, "3")  # 7.20
    assert pay_rebates(at=START + DAY) == 1
    assert wallet(giving) == D("7.20")
    assert sum((row.balance for row in trial_balance()), D(0)) == 0
    assert drifts() == []


def delete(tree: Tree, batch: int) -> None:
    """As when the platform deletes the deals of a batch."""
    Deal.objects.filter(batch_id=batch).update(deleted_at=START)
    settle(Deal.objects.filter(batch_id=batch), "deleted")


def settle(deals: QuerySet[Deal], reason: str) -> None:
    found = deals_by_pk(deals.values_list("pk", flat=True))
    post_differences(found, batch_id=new_batch(), at=START, reason=reason)


def give_in_the_past(tree: Tree, share: str, n: int) -> None:
    """Let the plan have given another share from before all deals on, and post what differs."""
    rebate = {"share": share, "funded_by": "partner" if n % 2 else "broker"}
    body, at = BODY | {"rebate": rebate}, START - DAY + timedelta(seconds=n + 1)
    wish = Wish(tree.world.brand.pk, PastKind.PLAN_VERSION, tree.plan_id, {"body": body}, at)
    carry_out(wish, by="test", reason="test")
    settle(Deal.objects.all(), "another share")


def check(tree: Tree) -> None:
    """What was given is paid or payable, and nobody else's."""
    for row in sums(tree):
        assert row.given == row.paid + row.payable
        lines = rebate_lines(tree.world.client.pk).values_list("amount", flat=True)
        assert row.given == sum(lines, D(0))
        assert wallet(tree) == row.paid
    for partner in tree.partners:
        own = Accrual.objects.filter(partner=partner, level__gt=0)
        assert payable(partner, "USD") == sum(own.values_list("amount", flat=True), D(0))
    assert sum((row.balance for row in trial_balance()), D(0)) == 0


step = st.tuples(
    st.sampled_from(("trade", "trade", "pay", "delete", "share")),
    st.sampled_from(("0.01", "0.37", "1", "0.333")),
)


@settings(
    max_examples=8, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(steps=st.lists(step, min_size=3, max_size=9))
def test_whatever_happens_no_rebate_is_lost_or_paid_twice(
    giving: Tree, steps: list[tuple[str, str]]
) -> None:
    with undone():
        batches: list[int] = []
        for n, (action, number) in enumerate(steps):
            if action == "trade":
                batches += trade(giving, number)
            elif action == "pay":
                pay_rebates(at=START + n * DAY)
            elif action == "delete" and batches:
                delete(giving, batches.pop())
            elif action == "share":
                give_in_the_past(giving, number, n)
            check(giving)
