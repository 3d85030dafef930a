"""Changes of access in quick succession: the platform ends with the newest."""

from datetime import datetime, timedelta

from brokerdesk.core.events.models import OutboxEvent
from brokerdesk.ports.outcome import Accepted, Rejected, Unknown
from brokerdesk.ports.trading import AccountAccess

from ..models import Operation
from ..services.accounts import set_access
from ..services.operations import claim_due, record_answer, record_lookup, recover_in_flight
from ..testing import START, World
from ..types import AccountState, ClaimedWork
from .test_jobs import DEALER

NOW = START + timedelta(hours=1)


def after(seconds: int) -> datetime:
    return NOW + timedelta(seconds=seconds)


def wish(world: World, state: AccountState, seconds: int) -> None:
    set_access(world.account.public_id, state, actor=DEALER, reason="x", at=after(seconds))


def claim(world: World, seconds: int) -> ClaimedWork | None:
    found = claim_due(world.server.pk, limit=1, at=after(seconds))
    return found[0] if found else None


def sent(world: World, seconds: int) -> tuple[str, AccountAccess | None]:
    work = claim(world, seconds)
    assert work is not None
    assert not work.lookup
    return work.work_id, work.change.access


def test_one_whose_answer_was_lost_is_not_sent_after_a_newer(world: World) -> None:
    wish(world, AccountState.ACTIVE, 0)
    first, _access = sent(world, 0)
    record_answer(first, Unknown("lost"), at=after(0))
    wish(world, AccountState.DISABLED, 1)
    second, access = sent(world, 1)
    assert access == AccountAccess.DISABLED
    record_answer(second, Accepted(None), at=after(2))
    assert claim(world, 6) is None
    states = list(Operation.objects.order_by("pk").values_list("state", "reason_code"))
    assert states == [("rejected", "overtaken"), ("settled", "")]
    assert OutboxEvent.objects.filter(type="operation.rejected").count() == 1


def test_one_that_is_looked_up_meanwhile_is_not_sent_again(world: World) -> None:
    wish(world, AccountState.ACTIVE, 0)
    first, _access = sent(world, 0)
    record_answer(first, Unknown("lost"), at=after(0))
    lookup = claim(world, 6)
    assert lookup is not None
    assert lookup.lookup
    wish(world, AccountState.DISABLED, 7)
    record_lookup(first, None, at=after(7))
    assert sent(world, 8)[1] == AccountAccess.DISABLED
    assert claim(world, 60) is None


def test_one_refused_for_now_is_not_sent_after_a_newer(world: World) -> None:
    wish(world, AccountState.ACTIVE, 0)
    first, _access = sent(world, 0)
    wish(world, AccountState.DISABLED, 1)
    record_answer(first, Rejected("busy", "busy", retryable=True), at=after(1))
    assert sent(world, 2)[1] == AccountAccess.DISABLED
    assert claim(world, 60) is None


def test_one_in_flight_at_a_crash_is_not_sent_after_a_newer(world: World) -> None:
    wish(world, AccountState.ACTIVE, 0)
    sent(world, 0)
    wish(world, AccountState.READ_ONLY, 1)
    recover_in_flight(world.server.pk, at=after(2))
    assert sent(world, 8)[1] == AccountAccess.READ_ONLY


def test_only_the_newest_of_many_wishes_is_sent(world: World) -> None:
    for seconds, state in enumerate(("disabled", "active", "read_only")):
        wish(world, AccountState(state), seconds)
    assert sent(world, 5)[1] == AccountAccess.READ_ONLY
    assert claim(world, 5) is None
