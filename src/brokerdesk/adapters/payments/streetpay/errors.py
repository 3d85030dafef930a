"""How a call to StreetPay can end without an answer that counts."""

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.payments import PaymentError


class NotSent(PaymentError):
    """No connection was made: StreetPay cannot have performed the command."""


class NoAnswer(PaymentError):
    """The command went out and no usable answer came: it may have been performed."""


class Refused(PaymentError):
    """StreetPay said no, and why."""

    def __init__(self, status: int, code: str, message: str) -> None:
        stated = _("the provider answered: %(code)s (HTTP %(status)s) %(message)s")
        super().__init__(Marked(stated, code=code, status=status, message=message))
        self.status = status
        self.code = code
        self.message = message


class BadAnswer(PaymentError):
    """An answer that its documentation does not know."""
