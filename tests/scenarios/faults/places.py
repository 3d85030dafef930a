"""The simulated platforms, each with its contract's venue and its own view of a balance."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, SecretStr

from brokerdesk.adapters.trading.ctrader.tests.street import CTraderVenue
from brokerdesk.adapters.trading.mt4.tests.street import Mt4Venue
from brokerdesk.adapters.trading.mt5.tests.street import Mt5Venue
from tests.harness.ctrader_street import ctrader_street
from tests.harness.mt4_street import mt4_street
from tests.harness.street import mt5_street

Venue = Mt5Venue | Mt4Venue | CTraderVenue
Shown = Mapping[str, Any]


@dataclass(frozen=True)
class Place:
    """A running platform. `balance` reads the control door's view of an account.

    positions: the names of the door's list of positions, of a position's number in it, and of that
    number when it is traded; tokens: where all tokens expire, if it has any.
    """

    kind: str
    venue: Venue
    balance: Callable[[Shown], Decimal]
    positions: tuple[str, str, str]
    evening: tuple[str, Mapping[str, object], Mapping[str, object]] | None = None
    tokens: str = ""

    def config(self) -> dict[str, object]:
        """The adapter's settings as staff would enter them."""
        return _plain(self.venue.config())

    def balance_of(self, login: int) -> Decimal:
        """Give the balance that the platform itself says."""
        return self.balance(self.venue.street.account(login))

    def close_part(self, login: int) -> None:
        """Close a part of a login's first position, if it has one."""
        listed, number, name = self.positions
        for held in self.venue.street.account(login)[listed][:1]:
            self.venue.street.post("/trade", **{name: int(held[number]), "lots": "0.01"})

    def refuse_for(self, seconds: float) -> None:
        """Refuse everything for a while, as at the end of a day or in maintenance."""
        street = self.venue.street
        if self.evening is None:
            error = "SERVER_IS_UNDER_MAINTENANCE"
            street.fault("*", "refuse", error=error, seconds=seconds)
            time.sleep(seconds)
            return
        path, begins, ends = self.evening
        street.post(path, **begins)
        time.sleep(seconds)
        street.post(path, **ends)

    def lose_event(self, fault: str) -> bool:
        """Strike the next event that is told; whether this platform tells any."""
        if "push" not in self.venue.commands:
            return False
        self.venue.fault("push", fault)
        return True

    def expire_tokens(self) -> bool:
        """Let all tokens expire; whether this platform has any."""
        if self.tokens:
            self.venue.street.post(self.tokens)
        return bool(self.tokens)


def _plain(config: BaseModel) -> dict[str, object]:
    values = config.model_dump()
    return {
        name: value.get_secret_value() if isinstance(value, SecretStr) else value
        for name, value in values.items()
    }


def _field(name: str, scale: int = 0) -> Callable[[Shown], Decimal]:
    return lambda shown: Decimal(str(shown[name])).scaleb(-scale)


@contextmanager
def _mt5() -> Iterator[Place]:
    with mt5_street() as street:
        evening = "/switch", {"end_of_day": True}, {"end_of_day": False}
        names = ("Positions", "Position", "position")
        yield Place("mt5", Mt5Venue(street), _field("Balance"), names, evening)


@contextmanager
def _mt4() -> Iterator[Place]:
    with mt4_street() as street:
        evening = "/connection", {"on": False}, {"on": True}
        names = ("trades", "order", "order")
        tokens = "/tokens/expire"
        yield Place("mt4", Mt4Venue(street), _field("balance"), names, evening, tokens)


@contextmanager
def _ctrader() -> Iterator[Place]:
    with ctrader_street() as street:
        names, tokens = ("positions", "position_id", "position"), "/expire_tokens"
        yield Place("ctrader", CTraderVenue(street), _field("balance", 2), names, tokens=tokens)


PLACES: dict[str, Callable[[], AbstractContextManager[Place]]] = {
    "mt5": _mt5,
    "mt4": _mt4,
    "ctrader": _ctrader,
}
