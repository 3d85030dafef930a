"""Random trees, plans and deals against an oracle written another way, to the cent."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.events.testing import drain
from brokerdesk.modules.ledger.queries import trial_balance
from brokerdesk.modules.trading.services.ingest import ingest_deals
from brokerdesk.modules.trading.testing import START, World, make_account, make_client

from ..models import Accrual, Partner
from ..queries import payable
from ..services import (
    accrue_batch,
    add_plan,
    add_plan_version,
    apply_as_partner,
    approve_partner,
    attribute_client,
    pay_out,
    recompute_batch,
    set_status,
)
from ..types import PartnerStatus

CHANGE = START + timedelta(days=1)
LONG_AGO = START - timedelta(days=1)
rates = st.lists(st.integers(0, 900).map(lambda n: Decimal(n) / 100), min_size=1, max_size=4)
parents = st.lists(st.one_of(st.none(), st.integers(0, 4)), min_size=1, max_size=5)


@dataclass(frozen=True)
class Story:
    """Who stands below whom (by index, smaller ones exist already), what is paid, what is traded.

    clients: the partner of each client. deals: (client, lots, on or after the plan's change).
    """

    parents: list[int | None]
    suspended: frozenset[int]
    before: list[Decimal]
    after: list[Decimal]
    clients: list[int | None]
    deals: list[tuple[int, Decimal, bool]]


@st.composite
def stories(draw: st.DrawFn) -> Story:
    tree = [p if p is not None and p < n else None for n, p in enumerate(draw(parents))]
    who = st.one_of(st.none(), st.integers(0, len(tree) - 1))
    clients = draw(st.lists(who, min_size=1, max_size=3))
    deal = st.tuples(
        st.integers(0, len(clients) - 1),
        st.integers(1, 500).map(lambda n: Decimal(n) / 100),
        st.booleans(),
    )
    return Story(
        parents=tree,
        suspended=draw(st.frozensets(st.integers(0, len(tree) - 1), max_size=2)),
        before=draw(rates),
        after=draw(rates),
        clients=clients,
        deals=draw(st.lists(deal, min_size=1, max_size=8)),
    )


def expected(story: Story) -> dict[int, Fraction]:
    """What each partner earns: walk up from every deal, pay each step its rate."""
    sums: dict[int, Fraction] = defaultdict(Fraction)
    for client, lots, late in story.deals:
        left = list(story.after if late else story.before)
        at = story.clients[client]
        while at is not None and left:
            rate = left.pop(0)
            if at not in story.suspended:
                sums[at] += Fraction(lots) * Fraction(rate)
            at = story.parents[at]
    return sums


def body(levels: list[Decimal]) -> dict[str, object]:
    rules = [{"basis": "lot", "value": "1"}]
    return {"distribution": "level", "levels": [f"{r:f}" for r in levels], "rules": rules}


def build(world: World, story: Story) -> list[Partner]:
    """Make the story's partners and clients with an account each."""
    plan = add_plan(
        brand_pk=world.brand.pk, name="P", currency="USD", body=body(story.before), default=True,
        actor=SYSTEM,
    )  # fmt: skip
    add_plan_version(plan.plan_id, body(story.after), actor=SYSTEM, at=CHANGE)
    made: list[Partner] = []
    for n, parent in enumerate(story.parents):
        client: Any = make_client(world.brand, f"Partner{n}")
        if parent is not None:
            refer(client.public_id, made[parent])
        row = apply_as_partner(client.public_id, actor=SYSTEM, code=f"code{n}")
        approve_partner(row.public_id, actor=SYSTEM, at=START)
        made.append(Partner.objects.select_related("client").get(pk=row.pk))
    for n, above in enumerate(story.clients):
        client = make_client(world.brand, f"Client{n}")
        make_account(client, world.product, 2000 + n)
        if above is not None:
            refer(client.public_id, made[above])
    for n in story.suspended:
        suspended = made[n].public_id
        set_status(suspended, PartnerStatus.SUSPENDED, actor=SYSTEM, at=LONG_AGO, reason="test")
    return made


def refer(client_id: str, partner: Partner) -> None:
    attribute_client(client_id, partner.code, actor=SYSTEM, at=START, reason="test")


def trade(world: World, story: Story) -> list[int]:
    """Ingest the story's deals in two calls; give the batches."""
    deals = [
        world.closing("0", lots=str(lots), login=2000 + client, at=moment(late, n))
        for n, (client, lots, late) in enumerate(story.deals)
    ]
    half = len(deals) // 2
    batches: list[int] = []
    for part in (deals[:half], deals[half:]):
        done = ingest_deals(world.server.pk, part, watermark_s=None, at=START)
        batches += done.batch_ids
    return batches


def moment(late: bool, n: int) -> datetime:
    return CHANGE + timedelta(seconds=n) if late else CHANGE - timedelta(seconds=n + 1)


def check(story: Story) -> None:
    world = World()
    partners = build(world, story)
    batches = trade(world, story)
    drain(twice=True)
    wanted = expected(story)
    for n, partner in enumerate(partners):
        assert Fraction(payable(partner, "USD")) == wanted[n]
    for batch in batches:
        assert recompute_batch(batch, at=CHANGE) == []
        assert accrue_batch(batch, at=CHANGE).lines == 0
    assert not Accrual.objects.filter(amount=0, reason="").exists()
    assert not Accrual.objects.exclude(amount=0).exclude(reason="").exists()
    cents = {n: round_half_up(amount) for n, amount in wanted.items() if n not in story.suspended}
    for n, amount in cents.items():
        if amount > 0:
            row = pay_out(partners[n].public_id, "USD", actor=SYSTEM, at=CHANGE)
            assert Fraction(row.amount) == amount
    assert sum((row.balance for row in trial_balance()), Decimal(0)) == 0


def round_half_up(amount: Fraction) -> Fraction:
    """To the cent, by whole numbers only."""
    return Fraction((amount.numerator * 200 + amount.denominator) // (2 * amount.denominator), 100)


class _Undo(Exception):
    """Leaves nothing of one story behind."""


@pytest.mark.django_db
@settings(
    max_examples=25, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(story=stories())
def test_engine_and_ledger_agree_with_the_oracle(story: Story) -> None:
    try:
        with transaction.atomic():
            check(story)
            raise _Undo
    except _Undo:
        pass


def test_the_oracle_knows_the_example_of_every_day() -> None:
    story = Story(
        parents=[None, 0, 1], suspended=frozenset({1}), before=[Decimal(6), Decimal(3), Decimal(1)],
        after=[Decimal(10)], clients=[2], deals=[(0, Decimal("2.5"), False)],
    )  # fmt: skip
    assert expected(story) == {2: 15, 0: Fraction(5, 2)}
    late = replace(story, deals=[(0, Decimal(1), True)])
    assert expected(late) == {2: 10}
    assert round_half_up(Fraction(1, 200)) == Fraction(1, 100)
