"""Resolving a difference while a rescan looks, on two connections: what is resolved stays so."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, transaction

from brokerdesk.ports.outcome import Accepted
from tests.harness.races import WAIT_S, until_one_waits

from ..models import Difference
from ..services.operations import claim_due, record_answer
from ..services.resolving import Action, approve, propose
from ..testing import World
from .test_corrections import shows
from .test_ingest import FAY, FINN, NOW, funded, ingest


def deleted(world: World) -> Action:
    """A deal that the platform no longer shows; give how it is resolved."""
    ingest(world, world.closing("11.00"))
    shows(world, [], 1)
    return "accept"


def never_came(world: World) -> Action:
    """An operation that the platform accepted, and whose deal it does not show."""
    operation = funded(world)
    claim_due(world.server.pk, limit=10, at=NOW)
    record_answer(operation.public_id, Accepted(77), at=NOW)
    shows(world, [], 30)
    return "give_up"


@pytest.mark.parametrize("case", [deleted, never_came])
@pytest.mark.usefixtures("fresh_db")
def test_what_is_resolved_while_a_rescan_looks_is_not_raised_again(
    case: Callable[[World], Action],
) -> None:
    world = World()
    action = case(world)
    found = Difference.objects.get(closed_at=None)
    seen = propose(found.public_id, action, "seen", actor=FINN, at=NOW)
    done = Event()

    def rescan() -> None:
        try:
            shows(world, [], 40)
        finally:
            done.set()
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            approve(found.public_id, version=seen.version, actor=FAY, at=NOW)
            running = pool.submit(rescan)
            until_one_waits(done)
        running.result(WAIT_S)
    assert not Difference.objects.filter(closed_at=None).exists()
