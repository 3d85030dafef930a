"""The contract's venue: the simulated bridge through its control door."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pydantic import SecretStr

from brokerdesk.ports.trading import PasswordKind, TradingPlatform
from tests.harness.mt4_street import CLIENT, Mt4Street
from tests.harness.street_venue import StreetVenue

from ..config import Mt4Config
from ..gateway import Mt4Platform


class Mt4Venue(StreetVenue[Mt4Street]):
    """Implements the contract's Venue."""

    group = "std-USD"
    other_group = "pro-USD"
    password_kinds: tuple[PasswordKind, ...] = (PasswordKind.MASTER,)
    commands = {
        "open": "UserRecordNew",
        "change": "UserRecord",
        "balance": "TradeTransaction:BrBalance",
        "deals": "ReportsRequest",
        "close": "TradeTransaction:BrClose",
        "cancel": "TradeTransaction:BrDelete",
        "push": "StreamTrades",
    }
    faults = {
        "lost": ("drop_answer", {}),
        "cut": ("cut", {}),
        "late": ("delay", {"seconds": 4, "stage": "after"}),
        "refused": ("refuse", {"managerCode": "NotEnoughRights"}),
        "busy": ("refuse", {"managerCode": "TooFrequent"}),
        "twice": ("duplicate", {"what": "answer"}),
        "reversed": ("reorder", {}),
    }

    def config(self, **changes: object) -> Mt4Config:
        """A connection with short times."""
        client_id, secret = CLIENT
        fields: dict[str, object] = {
            "base_url": self.street.url,
            "authority": self.street.url,
            "client_id": client_id,
            "client_secret": SecretStr(secret),
            "answer_timeout_s": 2.0,
            "batch_timeout_s": 20.0,
            "ping_interval_s": 1.5,
        }
        return Mt4Config.model_validate(fields | changes)

    def platform(self) -> TradingPlatform:
        """The adapter at this bridge."""
        return Mt4Platform(self.config())

    def unreachable(self) -> TradingPlatform:
        """The adapter where nobody listens."""
        nowhere = "http://127.0.0.1:1"
        return Mt4Platform(self.config(base_url=nowhere, authority=nowhere))

    def stranger(self) -> TradingPlatform:
        """The adapter with a wrong secret."""
        return Mt4Platform(self.config(client_secret=SecretStr("stranger-password")))

    def ticket_of(self, said: Mapping[str, Any]) -> int:
        """The order in what the control door says of a movement."""
        return int(said["order"])

    def edit_deal(self, ticket: int, changes: Mapping[str, str]) -> None:
        """Edit a record as an administrator."""
        self.street.post("/edit_deal", order=ticket, changes=dict(changes))

    def delete_deal(self, ticket: int) -> None:
        """Delete a record as an administrator."""
        self.street.post("/delete_deal", order=ticket)

    def late_deal(self, login: int, amount: Decimal, before_s: int) -> None:
        """Insert a balance operation into the past."""
        trade = {"login": login, "profit": str(amount), "comment": "late"}
        self.street.post("/late_deal", trade=trade, seconds=before_s)
