"""Who and what trades most."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import reduce
from operator import or_

from django.db.models import Count, F, Q, QuerySet, Sum

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


def _trades(since: Mapping[int, datetime]) -> QuerySet[Deal]:
    of_brands = [
        Q(
            account__brand_id__in=[pk for pk, its in since.items() if its == began],
            occurred_at__gte=began,
        )
        for began in set(since.values())
    ]
    return Deal.objects.filter(
        reduce(or_, of_brands, Q(pk__in=())),
        account__kind=AccountKind.LIVE,
        kind__in=[DealKind.BUY, DealKind.SELL],
        deleted_at__isnull=True,
    )


def top_symbols(since: Mapping[int, datetime], *, limit: int) -> list[SymbolVolume]:
    """The symbols with the most volume, for each brand since an instant of the venue's time."""
    rows = _trades(since).values("symbol")
    sums = rows.annotate(
        n=Count("id"), who=Count("account__client_id", distinct=True), total=Sum("lots")
    )
    return [
        SymbolVolume(g["symbol"], g["n"], g["who"], g["total"])
        for g in sums.order_by("-total", "symbol")[:limit]
    ]


def top_clients(since: Mapping[int, datetime], *, limit: int) -> list[ClientVolume]:
    """The clients with the most volume, by brand since an instant; a line per account currency."""
    rows = _trades(since).values("account__client_id", "account__currency")
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
