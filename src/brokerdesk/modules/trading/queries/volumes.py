"""Who and what trades most."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, F, QuerySet, Sum

from brokerdesk.ports.trading import DealKind

from ..models import Deal
from ..types import AccountKind


@dataclass(frozen=True, slots=True)
class SymbolVolume:
    """Executed volume of one symbol over live accounts, in lots."""

    symbol: str
    deals: int
    clients: int
    lots: Decimal


@dataclass(frozen=True, slots=True)
class ClientVolume:
    """Executed volume of one client in lots, and what trading gave him in one currency."""

    client_pk: int
    deals: int
    lots: Decimal
    result: Decimal
    currency: str


def _trades(brand_pks: Sequence[int], since: datetime) -> QuerySet[Deal]:
    return Deal.objects.filter(
        account__brand_id__in=brand_pks,
        account__kind=AccountKind.LIVE,
        kind__in=[DealKind.BUY, DealKind.SELL],
        occurred_at__gte=since,
        deleted_at__isnull=True,
    )


def top_symbols(brand_pks: Sequence[int], since: datetime, *, limit: int) -> list[SymbolVolume]:
    """The symbols with the most volume since an instant of the venue's time."""
    rows = _trades(brand_pks, since).values("symbol")
    sums = rows.annotate(
        n=Count("id"), who=Count("account__client_id", distinct=True), total=Sum("lots")
    )
    return [
        SymbolVolume(g["symbol"], g["n"], g["who"], g["total"])
        for g in sums.order_by("-total", "symbol")[:limit]
    ]


def top_clients(brand_pks: Sequence[int], since: datetime, *, limit: int) -> list[ClientVolume]:
    """The clients with the most volume since an instant, a line per account currency."""
    rows = _trades(brand_pks, since).values("account__client_id", "account__currency")
    sums = rows.annotate(
        n=Count("id"),
        total=Sum("lots"),
        result=Sum(F("profit") + F("swap") + F("commission") + F("fee")),
    )
    return [
        ClientVolume(
            g["account__client_id"], g["n"], g["total"], g["result"], g["account__currency"]
        )
        for g in sums.order_by("-total", "account__client_id")[:limit]
    ]
