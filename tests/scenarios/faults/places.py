"""The simulated platforms, each with its contract's venue and its own view of a balance."""

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
    """A running platform. `balance` reads the control door's view of an account."""

    kind: str
    venue: Venue
    balance: Callable[[Shown], Decimal]

    def config(self) -> dict[str, object]:
        """The adapter's settings as staff would enter them."""
        return _plain(self.venue.config())

    def balance_of(self, login: int) -> Decimal:
        """Give the balance that the platform itself says."""
        return self.balance(self.venue.street.account(login))


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
        yield Place("mt5", Mt5Venue(street), _field("Balance"))


@contextmanager
def _mt4() -> Iterator[Place]:
    with mt4_street() as street:
        yield Place("mt4", Mt4Venue(street), _field("balance"))


@contextmanager
def _ctrader() -> Iterator[Place]:
    with ctrader_street() as street:
        yield Place("ctrader", CTraderVenue(street), _field("balance", 2))


PLACES: dict[str, Callable[[], AbstractContextManager[Place]]] = {
    "mt5": _mt5,
    "mt4": _mt4,
    "ctrader": _ctrader,
}
