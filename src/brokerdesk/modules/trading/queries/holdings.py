"""What an account holds on its platform now, and what is on its way to change that."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from ..models import Account, GatewayReport, Operation, Order, Position
from ..rows import operation_row
from ..types import OperationRow, WorkKind, WorkState

_UNDER_WAY = (WorkState.QUEUED, WorkState.SENDING, WorkState.UNKNOWN, WorkState.ACCEPTED)
_SHOWN_WITHIN = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Holdings:
    """Tickets of positions and waiting orders; `closing`: those that are being taken away.

    positions_at, orders_at: when the platform's were read last; None: nobody reads them.
    """

    positions: tuple[int, ...]
    orders: tuple[int, ...]
    closing: frozenset[int]
    positions_at: datetime | None
    orders_at: datetime | None


def holdings(account_pk: int, at: datetime) -> Holdings:
    """What an account holds. A close that was just done counts as under way until it is shown."""
    account = Account.objects.get(pk=account_pk)
    asked = Operation.objects.filter(account=account, kind__in=(WorkKind.CLOSE, WorkKind.CANCEL))
    under_way = Q(state__in=_UNDER_WAY)
    under_way |= Q(state=WorkState.SETTLED, settled_at__gt=at - _SHOWN_WITHIN)
    changes = asked.filter(under_way).values_list("change", flat=True)
    report = GatewayReport.objects.filter(server_id=account.server_id).first()
    return Holdings(
        positions=_tickets(Position.objects.filter(account=account).values_list("ticket")),
        orders=_tickets(Order.objects.filter(account=account).values_list("ticket")),
        closing=frozenset(int(one.get("position") or one["order"]) for one in changes),
        positions_at=_read(report, "positions"),
        orders_at=_read(report, "orders"),
    )


def access_asked(account_pk: int) -> OperationRow | None:
    """The newest change of an account's access."""
    rows = Operation.objects.filter(account_id=account_pk, kind=WorkKind.CHANGE, purpose="access")
    newest = rows.select_related("account").order_by("-pk").first()
    return None if newest is None else operation_row(newest)


def _tickets(rows: Iterable[tuple[int]]) -> tuple[int, ...]:
    return tuple(sorted(ticket for (ticket,) in rows))


def _read(report: GatewayReport | None, what: str) -> datetime | None:
    reading = report.reading(what) if report is not None else None
    return None if reading is None else reading.at
