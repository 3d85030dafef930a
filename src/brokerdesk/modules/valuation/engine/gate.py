"""The gate for quotes: what is not believable is named, and decides nothing by itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, localcontext
from enum import StrEnum

from brokerdesk.kit.exact import EXACT

from .hours import in_weekend


class QuoteFault(StrEnum):
    """What is wrong with a quote."""

    NOT_POSITIVE = "not_positive"
    CROSSED = "crossed"
    OUT_OF_ORDER = "out_of_order"
    FROM_THE_FUTURE = "from_the_future"
    STALE = "stale"
    WEEKEND = "weekend"
    WIDE = "wide"
    JUMP = "jump"


@dataclass(frozen=True, slots=True)
class Quote:
    """What a feed said of a symbol; `at` is the venue's instant."""

    at: datetime
    bid: Decimal
    ask: Decimal


@dataclass(frozen=True, slots=True)
class QuotePolicy:
    """What is believed of a symbol; shares are of the price.

    max_spread, max_jump: from one believed quote to the next within `jump_within`; after a longer
    silence a price may have moved any distance.
    """

    max_age: timedelta = timedelta(minutes=10)
    max_ahead: timedelta = timedelta(seconds=5)
    max_spread: Decimal = Decimal("0.02")
    max_jump: Decimal = Decimal("0.05")
    jump_within: timedelta = timedelta(minutes=5)
    trades_weekends: bool = False


def fault_of(
    quote: Quote, believed: Quote | None, policy: QuotePolicy, now: datetime
) -> QuoteFault | None:
    """Name the first thing wrong with a quote; `believed` is the last one that had nothing."""
    if min(quote.bid, quote.ask) <= 0:
        return QuoteFault.NOT_POSITIVE
    if quote.bid > quote.ask:
        return QuoteFault.CROSSED
    if believed and quote.at < believed.at:
        return QuoteFault.OUT_OF_ORDER
    if quote.at > now + policy.max_ahead:
        return QuoteFault.FROM_THE_FUTURE
    if now - quote.at > policy.max_age:
        return QuoteFault.STALE
    if not policy.trades_weekends and in_weekend(quote.at):
        return QuoteFault.WEEKEND
    return _distance(quote, believed, policy)


def _distance(quote: Quote, believed: Quote | None, policy: QuotePolicy) -> QuoteFault | None:
    """Compare without dividing: twice the middle is bid + ask."""
    with localcontext(EXACT):
        if (quote.ask - quote.bid) * 2 > policy.max_spread * (quote.bid + quote.ask):
            return QuoteFault.WIDE
        if believed is None or quote.at - believed.at > policy.jump_within:
            return None
        before = believed.bid + believed.ask
        jumped = abs(quote.bid + quote.ask - before) > policy.max_jump * before
        return QuoteFault.JUMP if jumped else None
