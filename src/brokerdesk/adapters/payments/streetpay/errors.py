"""How a call to StreetPay can end without an answer that counts."""

from brokerdesk.ports.payments import PaymentError


class NotSent(PaymentError):
    """No connection was made: StreetPay cannot have performed the command."""


class NoAnswer(PaymentError):
    """The command went out and no usable answer came: it may have been performed."""


class Refused(PaymentError):
    """StreetPay said no, and why."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(f"{code} (HTTP {status}): {message}")
        self.status = status
        self.code = code
        self.message = message


class BadAnswer(PaymentError):
    """An answer that its documentation does not know."""
