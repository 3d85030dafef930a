"""The continuous check of open positions against the deals that opened and closed them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import QuerySet

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.trading import Side

from ..models import Difference, PositionStand, Server
from ..types import DifferenceClass
from .differences import CAME, Finding, close, open_differences
from .mirrors import SETTLE

# So long the deal of a change may take to be read.
GRACE = timedelta(seconds=30)
ZERO = Decimal(0)
ROUNDING = Decimal("0.000001")
_AT_ONCE = 10_000
_SEEN = """
INSERT INTO trading_positionstand AS s
    (server_id, account_id, ticket, symbol, side, lots, since, gone, explained)
SELECT p.server_id, p.account_id, p.ticket, p.symbol, p.side, p.lots, %s, false, false
FROM trading_position p JOIN trading_account a ON a.id = p.account_id
LEFT JOIN trading_positionstand k ON k.server_id = p.server_id AND k.ticket = p.ticket
WHERE p.server_id = %s AND a.kind = 'live' AND p.opened_at >= a.provisioned_at
    AND (k.id IS NULL OR k.gone OR (k.side, k.lots) IS DISTINCT FROM (p.side, p.lots))
ON CONFLICT (server_id, ticket) DO UPDATE SET side = EXCLUDED.side, lots = EXCLUDED.lots,
    since = EXCLUDED.since, gone = false, explained = false
"""
_GONE = """
UPDATE trading_positionstand s SET gone = true, explained = false, since = %s
WHERE s.server_id = %s AND NOT s.gone AND NOT EXISTS (
    SELECT 1 FROM trading_position p WHERE p.server_id = s.server_id AND p.ticket = s.ticket)
"""
_DUE = """
SELECT s.id, coalesce(d.net, 0), coalesce(d.closed, 0)
FROM trading_positionstand s LEFT JOIN LATERAL (
    SELECT sum(CASE WHEN d.kind = 'buy' THEN d.lots ELSE -d.lots END) AS net,
        sum(d.lots_closed) AS closed
    FROM trading_deal d
    WHERE d.server_id = s.server_id AND d.position_id = s.ticket AND d.position_id <> 0
        AND d.kind IN ('buy', 'sell') AND d.deleted_at IS NULL
) d ON true
WHERE s.server_id = %s AND NOT s.explained AND s.since <= %s
ORDER BY s.since LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class _Traded:
    """What the deals of a position come to: signed lots, and lots closed."""

    net: Decimal
    closed: Decimal

    def left(self, stand: PositionStand, *, opening_deals: bool) -> Decimal:
        """The signed lots that they leave open; without opening deals, all unless one closes it."""
        if opening_deals:
            return self.net
        return ZERO if self.closed else _signed(stand)


@transaction.atomic
def check_positions(
    server_pk: int, *, opening_deals: bool, polled_at: datetime, at: datetime
) -> int:
    """Compare each live account's positions, as they change, with the deals of each.

    `opening_deals`: the platform tells openings as deals of their own, so lots must add up; else
    a position is gone when the deal that closed it is here. What is not explained 30 s after it
    was seen, with deals read since (`polled_at`), is raised; when its deal comes, it is closed.
    Positions older than their account here are left out. Returns how many are open.
    Locks: the server, then its open position differences.
    Emits: DifferenceOpened, DifferenceClosed.
    """
    server = Server.objects.select_for_update(no_key=True).get(pk=server_pk)
    open_now = {row.item: row for row in _open(server).select_for_update(no_key=True)}
    _see(server_pk, at)
    read_to, findings = min(polled_at, at), []
    for stand, traded in _due(server_pk, read_to - SETTLE):
        known = open_now.get(item_of(server, stand.ticket))
        left = traded.left(stand, opening_deals=opening_deals)
        if abs(left - (ZERO if stand.gone else _signed(stand))) < ROUNDING:
            _explained(stand)
            if known is not None:
                close(known, CAME, at=at)
        elif known is None and stand.since <= read_to - GRACE:
            findings.append(_finding(server, stand, left))
    open_differences(server, findings, at=at)
    return _open(server).count()


def item_of(server: Server, ticket: int) -> str:
    """The item of a position's difference."""
    return f"position:{server.code}:{ticket}"


def _open(server: Server) -> QuerySet[Difference]:
    return Difference.objects.filter(
        server=server, cls=DifferenceClass.MISSING_HERE, closed_at__isnull=True
    ).order_by("id")


def _see(server_pk: int, at: datetime) -> None:
    """Note which positions came, changed or are gone since the last time."""
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, [at, server_pk])
        cursor.execute(_GONE, [at, server_pk])


def _signed(stand: PositionStand) -> Decimal:
    return stand.lots if stand.side == Side.BUY else -stand.lots


def _due(server_pk: int, until: datetime) -> list[tuple[PositionStand, _Traded]]:
    """What is not explained yet, the oldest first, with what the deals of each say."""
    with connection.cursor() as cursor:
        cursor.execute(_DUE, [server_pk, until, _AT_ONCE])
        found = {pk: _Traded(*said) for pk, *said in cursor.fetchall()}
    stands = PositionStand.objects.select_related("account").in_bulk(list(found))
    return [(stands[pk], traded) for pk, traded in found.items()]


def _explained(stand: PositionStand) -> None:
    if stand.gone:
        stand.delete()
        return
    stand.explained = True
    stand.save(update_fields=["explained"])


def _finding(server: Server, stand: PositionStand, left: Decimal) -> Finding:
    shown = ZERO if stand.gone else _signed(stand)
    return Finding(
        cls=DifferenceClass.MISSING_HERE,
        item=item_of(server, stand.ticket),
        ticket=None,
        login=stand.account.login,
        account_pk=stand.account_id,
        currency=stand.account.currency,
        expected=ZERO,
        actual=ZERO,
        detail=Marked(
            _("%(symbol)s: the platform shows %(shown)s lots, its deals come to %(ours)s"),
            symbol=stand.symbol,
            shown=f"{shown.normalize():f}",
            ours=f"{left.normalize():f}",
        ),
    )


def accept_position(difference: Difference) -> None:
    """Take the platform's position as it is, or as gone: nothing tells how it came so."""
    ticket = int(difference.item.rpartition(":")[2])
    stands = PositionStand.objects.filter(server=difference.server, ticket=ticket)
    stands.filter(gone=True).delete()
    stands.update(explained=True)
