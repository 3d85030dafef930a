"""Deals that were stored before their login had an account here."""

from datetime import datetime
from typing import Any

from brokerdesk.core.events import emit
from brokerdesk.modules.ledger.services import chart, post_many
from brokerdesk.ports.trading import DealEntry, DealKind, PlatformDeal

from ..events import DealsIngested
from ..models import Account, Deal, DealBatch
from ..rules import TRADES, deals_aggregate, shard_of
from ..types import AccountKind
from .postings import MirrorTarget, PostingBuilder


def adopt_deals(account: Account, at: datetime) -> None:
    """Give the account the deals of its login that have none, in a batch of their own.

    The server's deals must be locked, or one that comes just now stays without.
    Posts: per deal, key `deal:{server}:{ticket}`: trades against the house as always, money
    movements against the opening account.
    Emits: DealsIngested, when there are deals.
    """
    if account.login is None:
        return
    rows = Deal.objects.filter(
        server_id=account.server_id, login=account.login, account__isnull=True
    ).order_by("ticket")
    found = list(rows)
    if not found:
        return
    standing = [platform_deal(row) for row in found if row.deleted_at is None]
    if account.kind == AccountKind.LIVE:
        _mirror(account, standing)
    shard = shard_of(account.login)
    batch = DealBatch.objects.create(
        server_id=account.server_id, shard=shard, count=len(standing), recorded_at=at
    )
    rows.update(account=account, batch_id=batch.pk, group=account.group, currency=account.currency)
    emit(
        DealsIngested(
            server_id=account.server.public_id,
            batch_id=batch.pk,
            count=len(standing),
            received_at=at,
        ),
        aggregate=deals_aggregate(account.server.code, shard),
        brand_id=None,
    )


def platform_deal(row: Deal) -> PlatformDeal:
    """A stored deal as the platform gave it."""
    values: dict[str, Any] = {
        name: getattr(row, name) for name in PlatformDeal.__slots__ if name != "modified"
    }
    values |= {"kind": DealKind(row.kind), "entry": DealEntry(row.entry), "modified": False}
    return PlatformDeal(**values | {"digest": bytes(row.digest)})


def _mirror(account: Account, deals: list[PlatformDeal]) -> None:
    target = MirrorTarget.of(account)
    builder = PostingBuilder(account.server.code)
    opening = chart.house(account.server.code, "opening", account.currency, account.entity_id)
    for deal in deals:
        if deal.kind in TRADES:
            builder.by_parts(deal, target)
        elif deal.balance_effect:
            builder.against(deal, target, opening, "deal.adopted", {})
    if builder.requests:
        post_many(builder.requests, accounts=builder.accounts.values())
