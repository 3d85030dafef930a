"""Emergency stops: prices of a symbol decide nothing until a person lifts the order."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from brokerdesk.core.access import require_everywhere
from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.modules.trading.queries import server_by_id

from ..errors import ReasonMissing, StopNotFound, StoppedAlready
from ..locks import lock_stop, lock_stops
from ..models import SymbolStop
from ..types import StopRow

MANAGE = "valuation.stop.manage"


@transaction.atomic
def stop_symbol(*, server_id: str, symbol: str, reason: str, actor: Actor, at: datetime) -> StopRow:
    """Stop a symbol, on one server or (`server_id` empty) on all; `*` stops every symbol.

    Desks heed it within a few seconds: what would be decided by it is held for a person.
    Locks: the list of stops.

    Raises:
        StoppedAlready: it stands still by order already.
        ReasonMissing: no reason is given.
    """
    require_everywhere(actor, MANAGE)
    if not reason.strip():
        raise ReasonMissing(Marked(_("Say why the symbol is to stand still.")), field="reason")
    server_pk = server_by_id(server_id).pk if server_id else None
    lock_stops()
    standing = SymbolStop.objects.filter(
        Q(server__isnull=True) if server_pk is None else Q(server_id=server_pk),
        symbol=symbol,
        lifted_at__isnull=True,
    )
    if standing.exists():
        raise StoppedAlready(
            Marked(_("%(symbol)s stands still already."), symbol=symbol), field="symbol"
        )
    row = SymbolStop.objects.create(
        server_id=server_pk, symbol=symbol, reason=reason, by=actor.ref, by_name=actor.label, at=at
    )
    record(
        "valuation.symbol_stopped",
        subject=row.public_id,
        actor=actor,
        after={"server": server_id, "symbol": symbol},
        reason=reason,
    )
    return stop_row(row)


@transaction.atomic
def lift_stop(*, stop_id: str, reason: str, actor: Actor, at: datetime) -> StopRow:
    """Let a symbol's prices decide again. Locks: the stop.

    Raises:
        StopNotFound: there is none, or it is lifted already.
        ReasonMissing: no reason is given.
    """
    require_everywhere(actor, MANAGE)
    if not reason.strip():
        raise ReasonMissing(Marked(_("Say why prices may decide again.")), field="reason")
    row = lock_stop(stop_id)
    if row is None or row.lifted_at is not None:
        raise StopNotFound(Marked(_("No such symbol stands still.")))
    row.lifted_by, row.lifted_at = actor.ref, at
    row.save(update_fields=["lifted_by", "lifted_at"])
    record("valuation.symbol_released", subject=stop_id, actor=actor, reason=reason)
    return stop_row(row)


def stop_row(row: SymbolStop) -> StopRow:
    """A stop as others see it."""
    return StopRow(
        public_id=row.public_id,
        server_pk=row.server_id,
        symbol=row.symbol,
        reason=row.reason,
        by_name=row.by_name,
        at=row.at,
        lifted_at=row.lifted_at,
    )
