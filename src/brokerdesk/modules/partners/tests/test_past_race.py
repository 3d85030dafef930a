"""Deals that are accrued while the past is amended: wholly before it, or wholly by it."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Event

import pytest
from django.db import connection, transaction

from brokerdesk.core.jobs.testing import run_jobs
from brokerdesk.modules.trading.models import Deal
from brokerdesk.modules.trading.queries import deals_by_pk
from brokerdesk.modules.trading.testing import START, World
from tests.harness.races import WAIT_S, until_one_waits

from ..locks import share_history
from ..models import Accrual, PastChange
from ..queries import payable
from ..services import accrue_batch, post_differences
from ..services.adjustments import approve_adjustment
from ..services.disputes import accept
from ..services.past import advance, approve_change
from ..services.posting import new_batch
from ..types import PastKind
from .conftest import Tree
from .test_disputes import FINN, contest
from .test_past import CAROL, DAY, JOBS, LATER, propose


@pytest.fixture
def kept(fresh_db: str) -> Tree:
    """A tree that other connections see."""
    return Tree(World())


def approved(kept: Tree) -> PastChange:
    other = kept.add("Other")
    change = propose(
        kept, PastKind.CLIENT, kept.world.client.public_id, {"partner": other.public_id}
    )
    run_jobs(name=JOBS)
    change.refresh_from_db()
    approve_change(change.public_id, digest=change.digest, actor=CAROL, at=LATER)
    return change


@pytest.mark.parametrize("first", ["accrue", "amend"])
def test_a_deal_of_the_same_moment_is_the_new_partners(kept: Tree, first: str) -> None:
    change = approved(kept)
    (batch,) = kept.ingest(kept.world.closing(lots="1", at=START + 5 * DAY))
    done = Event()

    def accrue() -> None:
        accrue_batch(batch, at=LATER)

    def amend() -> None:
        advance(change.public_id)

    def other() -> None:
        try:
            amend() if first == "accrue" else accrue()
        finally:
            done.set()
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            accrue() if first == "accrue" else amend()
            running = pool.submit(other)
            until_one_waits(done)
            assert not done.is_set(), "the other waits until this one has committed"
        running.result(WAIT_S)
    while advance(change.public_id):
        continue
    change.refresh_from_db()
    assert change.state == "posted"
    newest = change.params["partner"]
    standing = Accrual.objects.filter(accrual=None, level=1, kind="commission").get()
    assert standing.partner is not None
    assert standing.partner.public_id == newest
    assert payable(kept.partners[0], "USD") == 0


def test_a_correction_and_the_deletion_of_its_deal_follow_one_another(kept: Tree) -> None:
    for batch in kept.ingest(kept.world.closing(lots="1", at=START)):
        accrue_batch(batch, at=START)
    line = Accrual.objects.get(level=1)
    row = accept(contest(kept, line).public_id, Decimal(9), "agreed", actor=FINN, at=START)
    Deal.objects.update(deleted_at=START + DAY)
    deals, done = deals_by_pk([line.deal_id]), Event()

    def delete() -> None:
        try:
            with transaction.atomic():
                share_history()
                post_differences(deals, batch_id=new_batch(), at=LATER, reason="deleted")
        finally:
            done.set()
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            approve_adjustment(row.public_id, actor=CAROL, at=START)
            running = pool.submit(delete)
            until_one_waits(done)
            assert not done.is_set(), "the deletion waits until the correction is there"
        running.result(WAIT_S)
    assert all(payable(partner, "USD") == 0 for partner in kept.partners)
