"""What can go wrong on the wire, and what a return code proves."""

from enum import StrEnum

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.outcome import quoted
from brokerdesk.ports.trading import PlatformAway, PlatformError, PlatformRefused


class NotSent(PlatformAway):
    """The connection was down before the command was written."""


class AnswerLost(PlatformAway):
    """The command was written and no answer came: it may have been performed."""


class BadAnswer(PlatformError):
    """The server answered against its protocol; a command may have been performed."""


class Proof(StrEnum):
    """What a return code says about the command it answers."""

    DONE = "done"
    NOT_DONE = "not_done"
    NOT_DONE_NOW = "not_done_now"
    NOTHING = "nothing"


OK = 0
NO_DATA = 1
PARAMS = 3
PERMISSIONS = 8
NOT_FOUND = 13
BAD_PASSWORD = 3006
EXISTS = 3004
UNSUPPORTED = frozenset({PARAMS, 12000, 12002})

# Codes that say explicitly that nothing was done. What is not listed proves nothing: 2 (error),
# 7 (network), 9 (time-out), 10 (no connection), 15 (shutdown), 10002 (accepted) and the like may
# follow a command that was performed.
_NOT_DONE = frozenset(
    {3, 4, 8, 13, 17, 3006, 10006, 10007}
    | set(range(1000, 1035)) - {1018}
    | set(range(2000, 2021))
    | set(range(3001, 3020))
    | set(range(4001, 4010))
    | {10013, 10014, 10015, 10016, 10017, 10019, 10022, 10025, 10030, 10032}
    | set(range(10033, 10047)) - {10037, 10041}
    | {12000, 12001, 12002}
)
_NOT_DONE_NOW = frozenset({12, 1018, 10004, 10018, 10020, 10021, 10024, 10028, 10029, 12004})

TEXTS = {
    3: Marked(_("the server does not accept a parameter")),
    4: Marked(_("the server does not accept the data")),
    8: Marked(_("the manager account lacks the right, or there is no such group")),
    12: Marked(_("too many requests")),
    13: Marked(_("there is no such record")),
    1001: Marked(_("the manager login or password is wrong")),
    1002: Marked(_("the manager account is disabled")),
    1011: Marked(_("the login is not a manager of this server")),
    1012: Marked(_("the server does not accept managers from this address")),
    1024: Marked(_("this manager may not use the Web API")),
    3002: Marked(_("the server has no login left in its range")),
    3004: Marked(_("the login exists already")),
    3006: Marked(_("the password is too weak or wrong")),
    3009: Marked(_("the group is on another server")),
    3010: Marked(_("the group has another currency")),
    4005: Marked(_("the amount is above the server's limit")),
    10018: Marked(_("the market is closed or the end of day is running")),
    10019: Marked(_("not enough money on the account")),
    10036: Marked(_("the position is closed already")),
}


class Refused(PlatformRefused):
    """The server answered with a return code other than success."""

    def __init__(self, command: str, code: int, text: str) -> None:
        why = TEXTS.get(code) or quoted(text)
        reason = Marked(_("%(command)s: %(why)s"), command=command, why=why)
        super().__init__(str(code), reason)
        self.retcode = code


def proof(code: int) -> Proof:
    """Classify a return code; an unlisted one proves nothing."""
    if code == OK:
        return Proof.DONE
    if code in _NOT_DONE_NOW:
        return Proof.NOT_DONE_NOW
    if code in _NOT_DONE:
        return Proof.NOT_DONE
    return Proof.NOTHING
