"""Pure rules of the figures: which fact adds what to which day."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from brokerdesk.modules.cashier.types import MovementKind
from brokerdesk.modules.partners.types import AccruedSum
from brokerdesk.modules.trading.types import AccountKind, DealRow
from brokerdesk.ports.trading import DealKind

from .types import Amount, Metric

TRADES = frozenset({DealKind.BUY, DealKind.SELL})
Sums = dict[tuple[int, date, Metric, str], tuple[int, Decimal]]

# What each movement adds: metric, count, sign. A return takes the withdrawal back; refunds and
# chargebacks are money out of their own, a chargeback that was won takes its own back.
FLOWS: Mapping[MovementKind, tuple[Metric, int, int]] = {
    MovementKind.PAYMENT: (Metric.DEPOSITS, 1, 1),
    MovementKind.PAYOUT: (Metric.WITHDRAWALS, 1, 1),
    MovementKind.PAYOUT_RETURN: (Metric.WITHDRAWALS, -1, -1),
    MovementKind.REFUND: (Metric.REFUNDS, 1, 1),
    MovementKind.CHARGEBACK: (Metric.REFUNDS, 1, 1),
    MovementKind.CHARGEBACK_WON: (Metric.REFUNDS, -1, -1),
}


def day_of(at: datetime, zone: str) -> date:
    """The day of an instant in a reporting zone."""
    return at.astimezone(ZoneInfo(zone)).date()


def bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    """When a day of a reporting zone begins and ends (exclusive); it may have 23 to 25 hours."""
    start, end = (
        datetime.combine(d, time(), tzinfo=ZoneInfo(zone)) for d in (day, day + timedelta(days=1))
    )
    return start, end


def merged(amounts: Iterable[Amount]) -> list[Amount]:
    """Sum increments of the same figure, in one fixed order."""
    sums: Sums = defaultdict(lambda: (0, Decimal(0)))
    for one in amounts:
        key = (one.brand_pk, one.day, one.metric, one.currency)
        count, amount = sums[key]
        sums[key] = (count + one.count, amount + one.amount)
    return [Amount(*key, *value) for key, value in sorted(sums.items())]


def less(amounts: Iterable[Amount]) -> list[Amount]:
    """The increments that take others back."""
    return [replace(one, count=-one.count, amount=-one.amount) for one in amounts]


def registration(brand_pk: int, day: date) -> Amount:
    """What one registration adds."""
    return Amount(brand_pk, day, Metric.REGISTRATIONS, "", 1, Decimal(0))


def flow(brand_pk: int, day: date, kind: MovementKind, amount: Decimal, currency: str) -> Amount:
    """What one movement of money adds; `amount` without its sign."""
    metric, count, sign = FLOWS[kind]
    return Amount(brand_pk, day, metric, currency, count, sign * abs(amount))


def commissions(lines: Iterable[AccruedSum], zones: Mapping[int, str]) -> list[Amount]:
    """Partners' commission, on the day of the deal; a reversal takes its line back."""
    return merged(
        Amount(
            line.brand_pk,
            day_of(line.occurred_at, zones[line.brand_pk]),
            Metric.COMMISSIONS,
            line.currency,
            1 if line.amount > 0 else -1,
            line.amount,
        )
        for line in lines
    )


def deal_amounts(deals: Iterable[DealRow], zones: Mapping[int, str]) -> list[Amount]:
    """Figures of live clients' trades. Volume counts every execution, in lots.

    client_result: what trading gave the clients (profit and swap); charged: commission and fee
    that they paid, as a positive number.
    """
    return merged(one for deal in deals for one in _of_deal(deal, zones))


def _of_deal(deal: DealRow, zones: Mapping[int, str]) -> Iterable[Amount]:
    brand = deal.brand_pk
    if brand is None or deal.kind not in TRADES or deal.account_kind != AccountKind.LIVE:
        return
    day = day_of(deal.occurred_at, zones[brand])
    yield Amount(brand, day, Metric.VOLUME, "", 1, deal.lots)
    result, charged = deal.profit + deal.swap, -(deal.commission + deal.fee)
    if result:
        yield Amount(brand, day, Metric.CLIENT_RESULT, deal.currency, 1, result)
    if charged:
        yield Amount(brand, day, Metric.CHARGED, deal.currency, 1, charged)
