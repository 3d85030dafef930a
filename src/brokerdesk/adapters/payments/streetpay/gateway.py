"""The port's face of StreetPay."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from pydantic import ValidationError

from brokerdesk.kit.clock import now
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.outcome import Accepted, Outcome, Rejected, Unknown
from brokerdesk.ports.payments import (
    DepositOrder,
    PaymentError,
    PayoutOrder,
    ProviderEvent,
    ProviderPayment,
    StartedDeposit,
    StatementLine,
)

from . import mapping
from .client import StreetPayClient
from .config import StreetPayConfig
from .errors import BadAnswer, NoAnswer, NotSent, Refused
from .signature import verify
from .wire import Event

T = TypeVar("T")
_NOT_OURS_TO_JUDGE = "idempotency_conflict"
_TRY_LATER = frozenset({401, 403, 408, 425, 429})


class StreetPay:
    """Implements `ports.payments.PaymentProvider`."""

    def __init__(self, config: StreetPayConfig) -> None:
        self._config = config
        self._client = StreetPayClient(config)

    def check(self) -> None:
        """Prove that StreetPay can be reached with this key.

        Raises:
            PaymentError: it cannot.
        """
        self._client.account()

    def start_deposit(self, order: DepositOrder) -> Outcome[StartedDeposit]:
        """Open a hosted payment."""

        def call() -> StartedDeposit:
            payment = self._client.create_payment(mapping.payment_body(order))
            return StartedDeposit(payment.id, payment.checkout_url, payment.expires_at)

        return _outcome(call)

    def start_payout(self, order: PayoutOrder) -> Outcome[str]:
        """Send money; gives StreetPay's id of the payout."""
        return _outcome(lambda: self._client.create_payout(mapping.payout_body(order)).id)

    def refund(
        self, provider_ref: str, amount: Decimal, currency: str, reference: str
    ) -> Outcome[str]:
        """Give back a part of a payment; gives StreetPay's id of the refund."""
        body = {"amount": mapping.to_minor(amount, currency), "reference": reference}
        return _outcome(lambda: self._client.create_refund(provider_ref, body).id)

    def fetch(
        self, direction: str, *, provider_ref: str = "", reference: str = ""
    ) -> ProviderPayment | None:
        """Ask for the present state; None is StreetPay's own word that it knows nothing.

        Raises:
            PaymentError: StreetPay could not be asked.
        """
        match direction:
            case "deposit" if provider_ref:
                return self._one(lambda: mapping.deposit(self._client.payment(provider_ref)))
            case "deposit":
                return _only([mapping.deposit(p) for p in self._client.payments(reference)])
            case "payout" if provider_ref:
                return self._one(lambda: mapping.payout(self._client.payout(provider_ref)))
            case "payout":
                return _only([mapping.payout(p) for p in self._client.payouts(reference)])
            case "refund" if reference:
                return _only([mapping.refund(r) for r in self._client.refunds(reference)])
        raise PaymentError(
            Marked(_("StreetPay has no %(direction)s to look up that way"), direction=direction)
        )

    @staticmethod
    def _one(read: Callable[[], ProviderPayment]) -> ProviderPayment | None:
        try:
            return read()
        except Refused as error:
            if error.status == 404:
                return None
            raise

    def parse_webhook(self, raw: bytes, headers: Mapping[str, str]) -> tuple[ProviderEvent, ...]:
        """Verify a webhook and say what to fetch.

        Raises:
            BadSignature: nothing of it may be believed.
            PaymentError: it is signed but not as documented.
        """
        config = self._config
        verify(
            raw,
            headers,
            config.webhook_secrets(),
            now_s=int(now().timestamp()),
            tolerance_s=config.tolerance_s,
        )
        try:
            event = Event.model_validate_json(raw)
        except ValidationError:
            raise BadAnswer(Marked(_("StreetPay's webhook is not as documented"))) from None
        direction = "deposit" if event.data.object == "payment" else "payout"
        return (ProviderEvent(event.id, event.data.id, event.data.reference, direction),)

    def statement(self, since: datetime, until: datetime) -> Iterator[StatementLine]:
        """Read all booked lines of a period, page by page.

        Raises:
            PaymentError: StreetPay could not be asked.
        """
        after = 0
        while True:
            page = self._client.statement(since, until, after)
            for found in page.data:
                after = found.id
                yield mapping.line(found)
            if not page.has_more or not page.data:
                return


def _only(found: list[ProviderPayment]) -> ProviderPayment | None:
    """Expect one: two under one reference are the provider's own mistake, for a person."""
    if len(found) > 1:
        raise BadAnswer(
            Marked(
                _("StreetPay knows %(count)s under %(our_reference)s"),
                count=len(found),
                our_reference=found[0].our_reference,
            )
        )
    return found[0] if found else None


def _outcome(call: Callable[[], T]) -> Outcome[T]:
    """Sort what happened into the three answers. Only explicit evidence is final."""
    try:
        return Accepted(call())
    except NotSent as error:
        return Rejected("unreachable", str(error), retryable=True)
    except Refused as error:
        if error.code == _NOT_OURS_TO_JUDGE:
            return Unknown(str(error))
        return Rejected(error.code, error.message, retryable=error.status in _TRY_LATER)
    except (NoAnswer, BadAnswer) as error:
        return Unknown(str(error))
