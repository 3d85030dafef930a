"""What can go wrong on the wire, and what an error name proves."""

from enum import StrEnum

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.outcome import quoted
from brokerdesk.ports.trading import PlatformAway, PlatformError, PlatformRefused


class NotSent(PlatformAway):
    """There was no connection before the command was written."""


class AnswerLost(PlatformAway):
    """The command was written and no clear answer came: it may have been performed."""


class BadAnswer(PlatformError):
    """The server answered against its protocol; a command may have been performed."""


class BadPeer(PlatformError):
    """The server's certificate is not one that we trust."""


class Refused(PlatformRefused):
    """The server answered with an error name; `status` is HTTP's, 0 in the Manager API."""

    def __init__(self, command: str, name: str, text: str, status: int = 0) -> None:
        why = TEXTS.get(name) or quoted(text)
        reason = Marked(_("%(command)s: %(why)s"), command=command, why=why)
        super().__init__(name, reason)
        self.status = status


class Proof(StrEnum):
    """What an error name says about the command it answers."""

    NOT_DONE = "not_done"
    NOT_DONE_NOW = "not_done_now"
    NOTHING = "nothing"


BAD_PASSWORD = "WRONG_PASSWORD"
BAD_TOKEN = frozenset({"INVALID_TOKEN", "CH_ACCESS_TOKEN_INVALID", "TOKEN_EXPIRED"})
ABSENT = frozenset(
    {
        "TRADER_NOT_FOUND",
        "ENTITY_NOT_FOUND",
        "DEAL_NOT_FOUND",
        "POSITION_NOT_FOUND",
        "NO_SUCH_LOGIN",
    }
)

# Names that say explicitly that nothing was done. What is not listed proves nothing:
# UNKNOWN_ERROR, TIMEOUT_ERROR, CANT_ROUTE_REQUEST, DATASTORE_IS_NOT_AVAILABLE and the like may
# follow a command that was performed.
_NOT_DONE = (
    frozenset(
        {
            "UNSUPPORTED_MESSAGE", "INVALID_REQUEST", "WRONG_PASSWORD", "FRAME_TOO_LONG",
            "BLOCKED_PAYLOAD_TYPE", "NOT_ENOUGH_MONEY", "NOT_ENOUGH_RIGHTS",
            "AUTHENTICATION_FAILED", "CHANGE_BALANCE_BAD_AMOUNT", "TRADING_DISABLED",
            "TRADING_NOT_ALLOWED", "TRADING_BAD_VOLUME", "TRADING_BAD_STOPS",
            "TRADING_BAD_PRICES", "TRADER_GROUP_NOT_FOUND", "ORDER_NOT_FOUND", "ALREADY_DELETED",
            "WRONG_LEVERAGE", "WRONG_TIME_SEQUENCE", "TRADER_HAS_POSITIONS",
            "INCORRECT_BOUNDARIES", "NOT_INTRODUCING_BROKER", "INTRODUCING_BROKER_CYCLE",
            "UNKNOWN_DEPOSIT_CURRENCY", "DEPOSIT_CURRENCY_NOT_ALLOWED",
            "CHANGE_BONUS_BAD_AMOUNT", "INVALID_DATA", "OPERATION_NOT_ALLOWED",
            "CH_BROKER_NOT_FOUND", "POSITION_NOT_OPEN", "SYMBOL_NOT_FOUND", "UNKNOWN_SYMBOL",
        }
    )
    | ABSENT
)  # fmt: skip
_NOT_DONE_NOW = BAD_TOKEN | frozenset(
    {
        "REQUEST_FREQUENCY_EXCEEDED", "SERVER_IS_UNDER_MAINTENANCE", "MARKET_CLOSED", "NO_QUOTES",
        "CONCURRENT_MODIFICATION", "RECONCILIATION_IN_PROGRESS", "CONNECTIONS_LIMIT_EXCEEDED",
        "CHANNEL_IS_BLOCKED", "POSITION_LOCKED",
    }
)  # fmt: skip

TEXTS = {
    "AUTHENTICATION_FAILED": Marked(_("the manager login or password is wrong")),
    "CANT_ROUTE_REQUEST": Marked(_("there is no such plant or environment")),
    "CHANGE_BALANCE_BAD_AMOUNT": Marked(_("the server does not accept the amount")),
    "CH_BROKER_NOT_FOUND": Marked(_("the server does not know the broker name")),
    "DEPOSIT_CURRENCY_NOT_ALLOWED": Marked(_("accounts cannot be held in this asset")),
    "MARKET_CLOSED": Marked(_("the market is closed")),
    "NOT_ENOUGH_MONEY": Marked(_("not enough money on the account")),
    "NOT_ENOUGH_RIGHTS": Marked(_("the manager account lacks the right")),
    "POSITION_NOT_FOUND": Marked(_("the position is closed already")),
    "REQUEST_FREQUENCY_EXCEEDED": Marked(_("too many requests")),
    "SERVER_IS_UNDER_MAINTENANCE": Marked(_("the server is under maintenance")),
    "TRADER_GROUP_NOT_FOUND": Marked(_("there is no such group")),
    "TRADER_NOT_FOUND": Marked(_("there is no such account")),
    "TRADING_DISABLED": Marked(_("the account may not trade")),
    "WRONG_LEVERAGE": Marked(_("the server does not accept the leverage")),
    "WRONG_PASSWORD": Marked(_("the password is wrong")),
}


def proof(name: str) -> Proof:
    """Classify an error name; an unlisted one proves nothing."""
    if name in _NOT_DONE_NOW:
        return Proof.NOT_DONE_NOW
    return Proof.NOT_DONE if name in _NOT_DONE else Proof.NOTHING
