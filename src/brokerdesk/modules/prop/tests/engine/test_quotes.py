"""What is wrong with a quote is named; an equity that rests on it is suspect."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal as D

import pytest

from ...engine.events import Quality
from ...engine.quotes import Quote, QuoteFault, QuotePolicy, fault_of, quality_of

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
FRIDAY = datetime(2026, 3, 6, 22, tzinfo=UTC)
POLICY = QuotePolicy()
GOOD = Quote(NOW, D("1.1000"), D("1.1002"))


def quote(bid: str, ask: str, at: datetime = NOW) -> Quote:
    return Quote(at, D(bid), D(ask))


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        (quote("1.1001", "1.1003"), None),
        (quote("0", "1.1"), QuoteFault.NOT_POSITIVE),
        (quote("-1", "1.1"), QuoteFault.NOT_POSITIVE),
        (quote("1.1003", "1.1002"), QuoteFault.CROSSED),
        (quote("1.1", "1.1"), None),
        (quote("1.1", "1.1002", NOW - timedelta(microseconds=1)), QuoteFault.OUT_OF_ORDER),
        (quote("1.1", "1.1002", NOW + timedelta(seconds=6)), QuoteFault.FROM_THE_FUTURE),
        (quote("1.05", "1.1"), QuoteFault.WIDE),
        (quote("1.16", "1.1602"), QuoteFault.JUMP),
        (quote("1.04", "1.0402"), QuoteFault.JUMP),
        (quote("1.155", "1.1552"), None),
    ],
)
def test_faults(given: Quote, fault: QuoteFault | None) -> None:
    assert fault_of(given, GOOD, POLICY, NOW) is fault


def test_what_is_old_is_stale_and_after_a_silence_a_price_may_be_anywhere() -> None:
    old = quote("1.1", "1.1002", NOW - timedelta(minutes=10, microseconds=1))
    assert fault_of(old, None, POLICY, NOW) is QuoteFault.STALE
    earlier = quote("1.1", "1.1002", NOW - timedelta(minutes=6))
    assert fault_of(quote("1.3", "1.3002"), earlier, POLICY, NOW) is None
    assert fault_of(quote("1.3", "1.3002"), None, POLICY, NOW) is None


@pytest.mark.parametrize(
    ("at", "closed"),
    [
        (FRIDAY - timedelta(seconds=1), False),
        (FRIDAY, True),
        (FRIDAY + timedelta(days=1), True),
        (datetime(2026, 3, 8, 20, 59, 59, tzinfo=UTC), True),  # New York has gone to summer time
        (datetime(2026, 3, 8, 21, tzinfo=UTC), False),
    ],
)
def test_currencies_rest_at_weekends(at: datetime, closed: bool) -> None:
    given = quote("1.1", "1.1002", at)
    assert fault_of(given, None, POLICY, at) is (QuoteFault.WEEKEND if closed else None)
    assert fault_of(given, None, QuotePolicy(trades_weekends=True), at) is None


def test_an_equity_is_as_good_as_its_quotes() -> None:
    assert quality_of(None, reported=True) is Quality.REPORTED
    assert quality_of(None, None, reported=False) is Quality.ESTIMATED
    assert quality_of(None, QuoteFault.JUMP, reported=True) is Quality.SUSPECT
