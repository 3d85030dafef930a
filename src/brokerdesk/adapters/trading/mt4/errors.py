"""What can go wrong at a bridge, and what an answer proves about the call that it answers."""

from enum import StrEnum

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.outcome import quoted
from brokerdesk.ports.trading import PlatformAway, PlatformError, PlatformRefused


class NotSent(PlatformAway):
    """The session was closed, or no connection came about, before the request was written."""


class AnswerLost(PlatformAway):
    """The request was written and no answer came: it may have been performed."""


class BadAnswer(PlatformError):
    """The bridge answered against its contract; a change may have been performed."""


class Proof(StrEnum):
    """What an error says about the call."""

    NOT_DONE = "not_done"
    NOT_DONE_NOW = "not_done_now"
    NOTHING = "nothing"


# Results of the trade server that say explicitly that nothing was done, by name and number. What is
# not listed proves nothing: Error, TechProblem, Malfunction, TradeTimeout, TradeAccepted and
# TradeProcess may follow a change that was performed.
_NOT_DONE = {
    "invaliddata": 3, "oldversion": 5, "notenoughrights": 7, "accountdisabled": 64,
    "badaccountinfo": 65, "tradebadprices": 129, "tradebadstops": 130, "tradebadvolume": 131,
    "tradedisable": 133, "tradenomoney": 134, "tradelongonly": 140,
    "tradeusercancel": 144, "trademodifydenied": 145, "tradeexpirationdenied": 147,
    "tradetoomanyorders": 148, "tradehedgeprohibited": 149, "tradeprohibitedbyfifo": 150,
}  # fmt: skip
_NOT_DONE_NOW = {
    "noconnect": 6, "toofrequent": 8, "trademarketclosed": 132, "tradepricechanged": 135,
    "tradeoffquotes": 136, "tradebrokerbusy": 137, "traderequote": 138, "tradeorderlocked": 139,
    "tradetoomanyreq": 141, "tradecontextbusy": 146,
}  # fmt: skip
_MANAGER = dict.fromkeys(_NOT_DONE, Proof.NOT_DONE) | dict.fromkeys(
    _NOT_DONE_NOW, Proof.NOT_DONE_NOW
)
_MANAGER |= {str(number): Proof.NOT_DONE for number in _NOT_DONE.values()}
_MANAGER |= {str(number): Proof.NOT_DONE_NOW for number in _NOT_DONE_NOW.values()}
# The bridge's own codes.
_BRIDGE = {
    "validation": Proof.NOT_DONE,
    "forbidden": Proof.NOT_DONE,
    "notfound": Proof.NOT_DONE,
    "noconnect": Proof.NOT_DONE_NOW,
    "busy": Proof.NOT_DONE_NOW,
}
_DOUBTFUL = frozenset({"timeout", "unknown", "in-progress"})

TEXTS = {
    "BadAccountInfo": Marked(_("there is no such login on the server")),
    "NotEnoughRights": Marked(_("the manager account lacks the right")),
    "TooFrequent": Marked(_("too many requests")),
    "TradeNoMoney": Marked(_("not enough money on the account")),
    "TradeMarketClosed": Marked(_("the market is closed")),
    "TradeContextBusy": Marked(_("the server is busy")),
    "NoConnect": Marked(_("the bridge has no connection to its server")),
    "Busy": Marked(_("the bridge is busy")),
}


class Refused(PlatformRefused):
    """The bridge answered with an error in its envelope, or with a status that says so.

    `outcome` is what the bridge itself says of the call's end, empty when it says nothing.
    """

    def __init__(
        self, method: str, code: str, manager_code: str = "", message: str = "", outcome: str = ""
    ) -> None:
        self.bridge_code, self.manager_code, self.outcome = code, manager_code, outcome
        shown = manager_code or code
        why = TEXTS.get(shown) or quoted(message)
        reason = Marked(_("%(method)s: %(why)s"), method=method, why=why)
        super().__init__(shown, reason)

    @property
    def not_found(self) -> bool:
        """Whether it says that the record does not exist."""
        names = {self.bridge_code.lower(), self.manager_code.lower()}
        return bool(names & {"notfound", "badaccountinfo", "65"})

    @property
    def proof(self) -> Proof:
        """Classify the error; an unlisted one proves nothing."""
        if self.outcome.lower() in _DOUBTFUL:
            return Proof.NOTHING
        code = self.bridge_code.lower()
        if code == "mt4error":
            return _MANAGER.get(self.manager_code.lower(), Proof.NOTHING)
        return _BRIDGE.get(code, Proof.NOTHING)
