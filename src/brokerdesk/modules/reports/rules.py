"""Pure rules of the figures."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from brokerdesk.modules.trading.types import AccountKind, DealRow
from brokerdesk.ports.trading import DealKind

from .types import Amount, Metric

TRADES = frozenset({DealKind.BUY, DealKind.SELL})
Sums = dict[tuple[int, date, Metric, str], tuple[int, Decimal]]


def day_of(at: datetime, zone: str) -> date:
    """The day of an instant in a reporting zone."""
    return at.astimezone(ZoneInfo(zone)).date()


def merged(amounts: Iterable[Amount]) -> list[Amount]:
    """Sum increments of the same figure, in one fixed order."""
    sums: Sums = defaultdict(lambda: (0, Decimal(0)))
    for one in amounts:
        key = (one.brand_pk, one.day, one.metric, one.currency)
        count, amount = sums[key]
        sums[key] = (count + one.count, amount + one.amount)
    return [Amount(*key, *value) for key, value in sorted(sums.items())]


def deal_amounts(deals: Iterable[DealRow], zones: Mapping[int, str]) -> list[Amount]:
    """Figures of live clients' trades. Volume counts every execution, in lots.

    client_result: what trading gave the clients (profit and swap); charged: commission and fee
    that they paid, as a positive number.
    """
    found: list[Amount] = []
    for deal in deals:
        brand = deal.brand_pk
        if brand is None or deal.kind not in TRADES or deal.account_kind != AccountKind.LIVE:
            continue
        day = day_of(deal.occurred_at, zones[brand])
        found.append(Amount(brand, day, Metric.VOLUME, "", 1, deal.lots))
        result, charged = deal.profit + deal.swap, -(deal.commission + deal.fee)
        if result:
            found.append(Amount(brand, day, Metric.CLIENT_RESULT, deal.currency, 1, result))
        if charged:
            found.append(Amount(brand, day, Metric.CHARGED, deal.currency, 1, charged))
    return merged(found)
