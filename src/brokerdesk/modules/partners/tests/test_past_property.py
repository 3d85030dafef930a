"""Whatever is changed in the past: what stands then is what an amended history gives at once."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.events.testing import drain
from brokerdesk.core.jobs.testing import run_jobs
from brokerdesk.modules.ledger.queries import trial_balance
from brokerdesk.modules.trading.queries import deals_by_pk
from brokerdesk.modules.trading.testing import START

from ..errors import CycleRefused, NothingChanges
from ..models import Accrual, Partner
from ..queries import payable
from ..services import add_plan, add_plan_version, attribute_client, move_partner, set_status
from ..services.differences import find_differences
from ..services.past import Proposal, approve_change, passes, propose_change
from ..services.past.amending import carry_out
from ..services.terms import Terms, set_terms
from ..types import PartnerStatus, PastKind
from .conftest import Tree
from .shop import BODY

FINN, CAROL = (Actor("staff", f"stf_{n}", n.title()) for n in ("finn", "carol"))
DAY = timedelta(days=1)
LATER = START + 60 * DAY
JOBS = "brokerdesk.modules.partners.services.past"
BODIES: list[Mapping[str, object]] = [
    BODY | {"levels": ["7", "0", "2.5"]},
    BODY | {"filters": {"cap_per_trade": "4"}},
    {"distribution": "difference", "rules": [{"basis": "lot"}]},
    {
        "distribution": "split",
        "keep": ["0.6", "0.33"],
        "rules": [{"basis": "lot", "value": "10.01"}],
    },
    {
        "distribution": "percent_of_sub",
        "percent_of_sub": "0.2",
        "rules": [{"basis": "commission", "value": "0.3"}],
    },
    {
        "distribution": "rank_slices",
        "slices": [{"rank": "Bronze", "value": "1"}, {"rank": "Gold", "value": "2"}],
        "rules": [{"basis": "lot"}],
    },
]
STATES = ("active", "suspended", "terminated")
day = st.integers(0, 39).map(lambda n: n / 2)
person = st.integers(0, 3)
rate = st.sampled_from(["0", "1.5", "6", "8.25"])
deal = st.tuples(day, st.sampled_from(["0.01", "0.37", "2", "10"]), st.sampled_from(["0", "-7"]))
wish = st.one_of(
    st.tuples(st.just(PastKind.CLIENT), person, st.none() | person),
    st.tuples(st.just(PastKind.PARENT), person, st.none() | person),
    st.tuples(
        st.just(PastKind.TERMS), person, st.tuples(st.sampled_from(["", "Bronze", "Gold"]), rate)
    ),
    st.tuples(st.just(PastKind.STANDING), person, st.sampled_from(STATES)),
    st.tuples(st.just(PastKind.PLAN), person, st.none()),
    st.tuples(st.just(PastKind.PLAN_VERSION), person, st.sampled_from(BODIES)),
)
step = st.tuples(day, wish)


class _Undo(Exception):
    pass


@contextmanager
def undone() -> Iterator[None]:
    """Let nothing of it stay."""
    with suppress(_Undo), transaction.atomic():
        yield
        raise _Undo


@dataclass
class House:
    """A tree with a fourth partner beside it, and a second plan."""

    tree: Tree
    partners: list[Partner]
    plan_id: str

    def proposal(self, days: float, wished: tuple[PastKind, int, Any]) -> Proposal:
        kind, who, what = wished
        subject, ids = self.partners[who].public_id, [p.public_id for p in self.partners]
        params: dict[str, object] = {}
        match kind:
            case PastKind.CLIENT:
                subject, params = (
                    self.tree.world.client.public_id,
                    {"partner": None if what is None else ids[what]},
                )
            case PastKind.PARENT:
                params = {"parent": None if what is None else ids[what]}
            case PastKind.TERMS:
                params = {"rank": what[0], "rate": what[1], "multiplier": "1.1"}
            case PastKind.STANDING:
                params = {"status": what}
            case PastKind.PLAN:
                params = {"plan": self.plan_id}
            case PastKind.PLAN_VERSION:
                subject, params = self.tree.plan_id, {"body": what}
        at = START + days * DAY + timedelta(hours=1)
        return Proposal(self.tree.world.brand.pk, kind, subject, params, at, "agreed")

    def of_today(self, days: float, wished: tuple[PastKind, int, Any]) -> None:
        """Do the same as a change of today, where there is one and it is allowed."""
        kind, who, what = wished
        at, partner = START + days * DAY, self.partners[who]
        match kind:
            case PastKind.CLIENT if what is not None:
                attribute_client(
                    self.tree.world.client.public_id, self.partners[what].code,
                    actor=SYSTEM, at=at, reason="x",
                )  # fmt: skip
            case PastKind.PARENT:
                parent = None if what is None else self.partners[what].public_id
                with suppress(CycleRefused):
                    move_partner(partner.public_id, parent, actor=SYSTEM, at=at, reason="x")
            case PastKind.TERMS:
                terms = Terms(rank=what[0], rate=Decimal(what[1]))
                set_terms(partner.public_id, terms, actor=SYSTEM, at=at, reason="x")
            case PastKind.STANDING:
                set_status(partner.public_id, PartnerStatus(what), actor=SYSTEM, at=at, reason="x")
            case PastKind.PLAN_VERSION:
                add_plan_version(self.tree.plan_id, what, actor=SYSTEM, at=at)

    def trade(self, deals: list[tuple[float, str, str]]) -> None:
        world = self.tree.world
        for ticket, (days, lots, commission) in enumerate(deals, start=1000):
            self.tree.ingest(
                world.closing(
                    ticket=ticket, lots=lots, at=START + days * DAY, commission=Decimal(commission)
                )
            )
        drain()

    def payables(self) -> list[Decimal]:
        assert sum((row.balance for row in trial_balance()), Decimal(0)) == 0
        return [payable(partner, "USD") for partner in self.partners]


def house(tree: Tree) -> House:
    other = tree.add("Other")
    own = add_plan(
        brand_pk=tree.world.brand.pk, name="Own", currency="USD", body=BODIES[0], default=False,
        actor=SYSTEM,
    )  # fmt: skip
    return House(tree, [*tree.partners, other], own.plan_id)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    history=st.lists(step, max_size=4),
    changed=step,
    deals=st.lists(deal, min_size=1, max_size=6),
    part=st.integers(1, 4),
)
def test_what_stands_is_what_the_amended_history_gives(
    tree: Tree,
    history: list[tuple[float, tuple[PastKind, int, Any]]],
    changed: tuple[float, tuple[PastKind, int, Any]],
    deals: list[tuple[float, str, str]],
    part: int,
) -> None:
    with undone():
        shop = house(tree)
        for days, wished in sorted(dict(history).items(), key=lambda pair: pair[0]):
            shop.of_today(days + 0.25, wished)
        proposal = shop.proposal(*changed)
        expected: list[Decimal] = []
        with suppress(CycleRefused, NothingChanges), undone():
            carry_out(proposal.wish, by="test", reason="x")
            shop.trade(deals)
            expected += shop.payables()
        shop.trade(deals)
        stood = shop.payables()
        before, passes_part = Accrual.objects.count(), passes.PART
        with suppress(CycleRefused, NothingChanges):
            vars(passes)["PART"] = part
            change = propose_change(proposal, actor=FINN, at=LATER)
            run_jobs(name=JOBS)
            assert (Accrual.objects.count(), shop.payables()) == (before, stood)
            change.refresh_from_db()
            approve_change(change.public_id, digest=change.digest, actor=CAROL, at=LATER)
            run_jobs(name=JOBS)
            change.refresh_from_db()
            assert change.state == "posted", change.answer
            assert shop.payables() == expected
            moved = sum(
                (row.after - row.before for row in change.rows.filter(level__gt=0)), Decimal(0)
            )
            assert sum(expected) - sum(stood) == moved
        vars(passes)["PART"] = passes_part
        rows = deals_by_pk(Accrual.objects.values_list("deal_id", flat=True))
        assert find_differences(rows, batch_id=0, at=LATER).changes == []
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
