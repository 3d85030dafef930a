"""The cards. Each method is one; its docstring is the card's text."""

import re
import secrets
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from brokerdesk.kit.clock import fixed, now
from brokerdesk.ports.outcome import Accepted, Rejected, Unknown
from brokerdesk.ports.payments import (
    BadSignature,
    DepositOrder,
    DepositState,
    PaymentError,
    PayoutOrder,
    PayoutState,
    ProviderPayment,
    StartedDeposit,
)

from .venue import Venue

AMOUNT = Decimal("250.00")


def a_deposit(venue: Venue, *, currency: str = "USD", amount: Decimal = AMOUNT) -> DepositOrder:
    """An order with a fresh reference."""
    return DepositOrder(
        reference=f"dep_{secrets.token_hex(8)}",
        amount=amount,
        currency=currency,
        description="Deposit",
        customer_reference="cli_1",
        return_url="http://shop.localhost/back",
        webhook_url=venue.webhook_url,
    )


def a_payout(venue: Venue) -> PayoutOrder:
    """An order with a fresh reference."""
    return PayoutOrder(
        reference=f"wdr_{secrets.token_hex(8)}",
        amount=AMOUNT,
        currency="USD",
        destination={"account": "DE0212345601", "name": "Alice Adams"},
        customer_reference="cli_1",
        webhook_url=venue.webhook_url,
    )


def started(venue: Venue, order: DepositOrder) -> StartedDeposit:
    """Start a deposit that must be accepted."""
    outcome = venue.provider().start_deposit(order)
    assert isinstance(outcome, Accepted), outcome
    return outcome.value


def held(venue: Venue, direction: str, reference: str) -> ProviderPayment:
    """Fetch what must exist."""
    found = venue.provider().fetch(direction, reference=reference)
    assert found is not None
    return found


class PaymentsContract:
    """Subclass as `Test…` and give a fixture `venue`."""

    def test_p01_check(self, venue: Venue) -> None:
        """P-01 A good connection passes its check; an unreachable one and a bad key do not."""
        venue.provider().check()
        for wrong in (venue.unreachable(), venue.stranger()):
            with pytest.raises(PaymentError):
                wrong.check()

    def test_p02_hosted_deposit(self, venue: Venue) -> None:
        """P-02 A started deposit has a page to pay at, is pending, then succeeds."""
        order = a_deposit(venue)
        start = started(venue, order)
        assert re.match(r"https?://", start.redirect_url)
        assert start.expires_at is not None
        assert start.expires_at > now()
        before = venue.provider().fetch("deposit", provider_ref=start.provider_ref)
        assert before is not None
        assert (before.state, before.our_reference) == (DepositState.PENDING, order.reference)
        venue.do("pay", order.reference)
        after = held(venue, "deposit", order.reference)
        assert (after.state, after.amount, after.currency) == (
            DepositState.SUCCEEDED,
            AMOUNT,
            "USD",
        )
        assert after.fee >= 0

    def test_p03_same_reference_same_deposit(self, venue: Venue) -> None:
        """P-03 The same order sent twice is one deposit; other input under it is not accepted."""
        order = a_deposit(venue)
        assert started(venue, order).provider_ref == started(venue, order).provider_ref
        other = venue.provider().start_deposit(replace(order, amount=AMOUNT + 1))
        assert not isinstance(other, Accepted)
        assert held(venue, "deposit", order.reference).amount == AMOUNT

    @pytest.mark.parametrize("kind", ["lost", "cut", "broken", "late"])
    def test_p04_lost_deposit_answer(self, venue: Venue, kind: str) -> None:
        """P-04 A deposit whose answer is lost is Unknown, and is found by our reference."""
        order = a_deposit(venue)
        venue.fault("start_deposit", kind)
        assert isinstance(venue.provider().start_deposit(order), Unknown)
        assert held(venue, "deposit", order.reference).state == DepositState.PENDING

    @pytest.mark.parametrize("kind", ["lost", "cut", "broken", "late"])
    def test_p05_lost_payout_answer(self, venue: Venue, kind: str) -> None:
        """P-05 A payout whose answer is lost is Unknown, is found, and was made once."""
        order = a_payout(venue)
        venue.fault("start_payout", kind)
        assert isinstance(venue.provider().start_payout(order), Unknown)
        assert held(venue, "payout", order.reference).amount == AMOUNT
        again = venue.provider().start_payout(order)
        assert isinstance(again, Accepted)
        assert held(venue, "payout", order.reference).provider_ref == again.value

    def test_p06_unreachable(self, venue: Venue) -> None:
        """P-06 Without a connection nothing was sent: rejected, to be tried again."""
        outcome = venue.unreachable().start_payout(a_payout(venue))
        assert isinstance(outcome, Rejected)
        assert outcome.retryable
        with pytest.raises(PaymentError):
            venue.unreachable().fetch("payout", reference="wdr_1")

    def test_p07_explicit_refusal(self, venue: Venue) -> None:
        """P-07 An explicit refusal is final and names its reason; nothing was made."""
        order = a_payout(venue)
        venue.fault("start_payout", "refused")
        outcome = venue.provider().start_payout(order)
        assert isinstance(outcome, Rejected)
        assert outcome.code
        assert not outcome.retryable
        assert venue.provider().fetch("payout", reference=order.reference) is None

    def test_p08_absence(self, venue: Venue) -> None:
        """P-08 What the provider does not know is None, not an error."""
        provider = venue.provider()
        assert provider.fetch("deposit", reference="dep_never") is None
        assert provider.fetch("deposit", provider_ref="never") is None
        assert provider.fetch("payout", reference="wdr_never") is None
        assert provider.fetch("refund", reference="ref_never") is None

    def test_p09_payout_states(self, venue: Venue) -> None:
        """P-09 A payout is pending, then paid; it may come back afterwards, or fail at once."""
        order, other = a_payout(venue), a_payout(venue)
        assert isinstance(venue.provider().start_payout(order), Accepted)
        assert held(venue, "payout", order.reference).state == PayoutState.PENDING
        venue.do("payout_pay", order.reference)
        assert held(venue, "payout", order.reference).state == PayoutState.PAID
        venue.do("payout_return", order.reference)
        assert held(venue, "payout", order.reference).state == PayoutState.RETURNED
        assert isinstance(venue.provider().start_payout(other), Accepted)
        venue.do("payout_fail", other.reference)
        failed = held(venue, "payout", other.reference)
        assert failed.state == PayoutState.FAILED
        assert failed.reason

    def test_p10_refund(self, venue: Venue) -> None:
        """P-10 A part is refunded once per reference; more than what is left is rejected."""
        order = a_deposit(venue)
        ref = started(venue, order).provider_ref
        venue.do("pay", order.reference)
        provider = venue.provider()
        key = f"ref_{secrets.token_hex(6)}"
        first = provider.refund(ref, Decimal("50.00"), "USD", key)
        assert isinstance(first, Accepted)
        assert provider.refund(ref, Decimal("50.00"), "USD", key) == first
        assert isinstance(provider.refund(ref, Decimal("200.01"), "USD", key + "x"), Rejected)
        after = held(venue, "deposit", order.reference)
        assert (after.state, after.refunded) == (
            DepositState.PARTIALLY_REFUNDED,
            Decimal("50.00"),
        )

    def test_p11_lost_refund_answer(self, venue: Venue) -> None:
        """P-11 A refund whose answer is lost is Unknown, and is found by our reference."""
        order = a_deposit(venue)
        ref = started(venue, order).provider_ref
        venue.do("pay", order.reference)
        key = f"ref_{secrets.token_hex(6)}"
        venue.fault("refund", "lost")
        assert isinstance(venue.provider().refund(ref, Decimal("5.00"), "USD", key), Unknown)
        assert held(venue, "refund", key).amount == Decimal("5.00")

    def test_p12_chargeback(self, venue: Venue) -> None:
        """P-12 A chargeback opens and is decided."""
        order = a_deposit(venue)
        started(venue, order)
        venue.do("pay", order.reference)
        venue.do("chargeback", order.reference)
        disputed = held(venue, "deposit", order.reference)
        assert disputed.state == DepositState.CHARGEBACK_OPEN
        assert disputed.dispute_fee >= 0
        venue.do("chargeback_won", order.reference)
        assert held(venue, "deposit", order.reference).state == DepositState.CHARGEBACK_WON

    def test_p13_webhook(self, venue: Venue) -> None:
        """P-13 A signed webhook names the payment to fetch."""
        order = a_deposit(venue)
        ref = started(venue, order).provider_ref
        venue.do("pay", order.reference)
        got = venue.webhooks(1)[0]
        (event,) = venue.provider().parse_webhook(got.body, got.headers)
        assert (event.provider_ref, event.our_reference, event.direction) == (
            ref,
            order.reference,
            "deposit",
        )
        assert event.event_id

    def test_p14_bad_signatures(self, venue: Venue) -> None:
        """P-14 Altered body, header, secret or age: nothing is believed."""
        order = a_deposit(venue)
        started(venue, order)
        venue.do("pay", order.reference)
        got = venue.webhooks(1)[0]
        provider = venue.provider()
        tampered = [
            (got.body + b" ", got.headers),
            (got.body, {}),
            (got.body, {k: v.replace("v1=", "v0=") for k, v in got.headers.items()}),
            (got.body, {k: v[:-1] + "0x" for k, v in got.headers.items()}),
        ]
        for body, headers in tampered:
            with pytest.raises(BadSignature):
                provider.parse_webhook(body, headers)
        with pytest.raises(BadSignature):
            venue.stranger().parse_webhook(got.body, got.headers)
        with fixed(now() + timedelta(hours=2)), pytest.raises(BadSignature):
            provider.parse_webhook(got.body, got.headers)

    def test_p15_duplicate_webhook(self, venue: Venue) -> None:
        """P-15 A webhook delivered twice carries the same event id."""
        order = a_deposit(venue)
        started(venue, order)
        venue.fault("webhook", "twice")
        venue.do("pay", order.reference)
        one, two = venue.webhooks(2)[:2]
        provider = venue.provider()
        assert provider.parse_webhook(one.body, one.headers) == provider.parse_webhook(
            two.body, two.headers
        )

    def test_p16_disorder(self, venue: Venue) -> None:
        """P-16 Webhooks out of order do no harm: fetching gives the latest state."""
        order = a_deposit(venue)
        started(venue, order)
        venue.fault("webhook", "swapped")
        venue.do("pay", order.reference)
        venue.do("chargeback", order.reference)
        for got in venue.webhooks(2):
            (event,) = venue.provider().parse_webhook(got.body, got.headers)
            assert held(venue, "deposit", event.our_reference).state == DepositState.CHARGEBACK_OPEN

    def test_p17_late_success(self, venue: Venue) -> None:
        """P-17 An expired deposit may still succeed, and says so."""
        order = a_deposit(venue)
        started(venue, order)
        venue.do("expire", order.reference)
        assert held(venue, "deposit", order.reference).state == DepositState.EXPIRED
        venue.do("succeed", order.reference)
        assert held(venue, "deposit", order.reference).state == DepositState.SUCCEEDED

    def test_p18_statement(self, venue: Venue) -> None:
        """P-18 The statement has a line per movement, with sign and fee, over all its pages."""
        order, out = a_deposit(venue), a_payout(venue)
        started(venue, order)
        venue.do("pay", order.reference)
        assert isinstance(venue.provider().start_payout(out), Accepted)
        venue.do("payout_pay", out.reference)
        since, until = now() - timedelta(hours=1), now() + timedelta(hours=1)
        lines = list(venue.provider().statement(since, until))
        by_reference = {line.our_reference: line for line in lines}
        assert by_reference[order.reference].amount == AMOUNT
        assert by_reference[out.reference].amount == -AMOUNT
        assert all(line.currency == "USD" and line.fee >= 0 for line in lines)
        assert list(venue.provider().statement(until, until + timedelta(hours=1))) == []

    @pytest.mark.parametrize(("currency", "amount"), [("JPY", "1500"), ("KWD", "12.345")])
    def test_p19_scales(self, venue: Venue, currency: str, amount: str) -> None:
        """P-19 Currencies without decimals and with three keep their amounts exactly."""
        order = a_deposit(venue, currency=currency, amount=Decimal(amount))
        started(venue, order)
        venue.do("pay", order.reference)
        assert held(venue, "deposit", order.reference).amount == Decimal(amount)
        finer = a_deposit(venue, currency=currency, amount=Decimal("1.0001"))
        with pytest.raises(PaymentError):
            venue.provider().start_deposit(finer)

    def test_p20_no_secret_in_errors(self, venue: Venue) -> None:
        """P-20 No error or printed object shows a key or secret."""
        provider = venue.stranger()
        with pytest.raises(PaymentError) as caught:
            provider.check()
        outcome = provider.start_deposit(a_deposit(venue))
        for text in (str(caught.value), repr(provider.__dict__), repr(outcome)):
            assert "stranger-key" not in text


def cards() -> list[tuple[str, str]]:
    """Number and text of each card, for the conformance matrix."""
    texts = [
        (method.__doc__ or "").split(" ", 1)
        for name, method in vars(PaymentsContract).items()
        if name.startswith("test_p")
    ]
    return [(number, text) for number, text in texts]
