"""The contract's venue: the simulated server through its control door."""

from collections.abc import Mapping
from decimal import Decimal

from pydantic import SecretStr

from brokerdesk.ports.trading import PasswordKind, TradingPlatform
from tests.harness.street import Mt5Street
from tests.harness.street_venue import StreetVenue

from ..config import Mt5Config
from ..gateway import Mt5Platform

FIELDS = {"profit": "Profit", "comment": "Comment"}


class Mt5Venue(StreetVenue[Mt5Street]):
    """Implements the contract's Venue."""

    group = r"real\standard-USD"
    other_group = r"real\pro-USD"
    password_kinds = tuple(PasswordKind)
    commands = {
        "open": "USER_ADD",
        "change": "USER_UPDATE",
        "balance": "TRADE_BALANCE",
        "deals": "DEAL_GET_BATCH",
        "close": "DEALER_SEND",
        "cancel": "DEALER_SEND",
    }
    faults = {
        "lost": ("drop_answer", {}),
        "cut": ("cut", {}),
        "late": ("delay", {"seconds": 4, "stage": "after"}),
        "refused": ("refuse", {"retcode": 8}),
        "busy": ("refuse", {"retcode": 12}),
        "twice": ("duplicate", {"what": "answer"}),
        "reversed": ("reorder", {"what": "rows"}),
    }

    def config(self, **changes: object) -> Mt5Config:
        """A connection with short times."""
        times: dict[str, object] = {
            "answer_timeout_s": 2.0,
            "batch_timeout_s": 20.0,
            "ping_interval_s": 0.5,
        }
        return Mt5Config.model_validate(self.street.config() | times | changes)

    def platform(self) -> TradingPlatform:
        """The adapter at this server."""
        return Mt5Platform(self.config())

    def unreachable(self) -> TradingPlatform:
        """The adapter where nobody listens."""
        return Mt5Platform(self.config(port=1))

    def stranger(self) -> TradingPlatform:
        """The adapter with a wrong password."""
        return Mt5Platform(self.config(password=SecretStr("stranger-password")))

    def edit_deal(self, ticket: int, changes: Mapping[str, str]) -> None:
        """Edit a deal as an administrator."""
        fields = {FIELDS[name]: value for name, value in changes.items()}
        self.street.post("/edit_deal", deal=ticket, changes=fields)

    def delete_deal(self, ticket: int) -> None:
        """Delete a deal as an administrator."""
        self.street.post("/delete_deal", deal=ticket)

    def late_deal(self, login: int, amount: Decimal, before_s: int) -> None:
        """Insert a balance deal into the past."""
        deal = {"Login": str(login), "Action": "2", "Profit": str(amount), "Comment": "late"}
        self.street.post("/late_deal", deal=deal, seconds=before_s)
