"""What can go wrong on the wire, and what an answer's code proves."""

from enum import StrEnum

from brokerdesk.ports.trading import PlatformAway, PlatformError, PlatformRefused


class NotSent(PlatformAway):
    """The connection was down before the command was written."""


class AnswerLost(PlatformAway):
    """The command was written and no answer came: it may have been performed."""


class BadAnswer(PlatformError):
    """The server answered against its protocol; a command may have been performed."""


class Proof(StrEnum):
    """What a code says about the command it answers."""

    DONE = "done"
    NOT_DONE = "not_done"
    NOT_DONE_NOW = "not_done_now"
    NOTHING = "nothing"


OK = "ok"
NOT_FOUND = "not_found"
# Codes that say explicitly that nothing was done; a code that is not listed proves nothing.
_NOT_DONE = frozenset({NOT_FOUND, "denied", "no_group", "weak_password", "no_money", "bad"})
_NOT_DONE_NOW = frozenset({"busy"})


class Refused(PlatformRefused):
    """The server answered with a code other than success."""


def proof(code: str) -> Proof:
    """Classify a code."""
    if code == OK:
        return Proof.DONE
    if code in _NOT_DONE_NOW:
        return Proof.NOT_DONE_NOW
    return Proof.NOT_DONE if code in _NOT_DONE else Proof.NOTHING
