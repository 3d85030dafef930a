"""Which deals earn."""

from brokerdesk.modules.trading.types import AccountKind, DealRow
from brokerdesk.ports.trading import DealEntry, DealKind

CLOSING = frozenset({DealEntry.OUT, DealEntry.INOUT, DealEntry.OUT_BY})
TRADES = frozenset({DealKind.BUY, DealKind.SELL})


def earns(deal: DealRow) -> bool:
    """Whether a deal is a client's own closing trade on a live account, not deleted."""
    return (
        deal.kind in TRADES
        and deal.entry in CLOSING
        and deal.client_pk is not None
        and deal.account_kind == AccountKind.LIVE
        and deal.deleted_at is None
    )
