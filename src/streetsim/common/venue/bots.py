"""Bots: seeded traders of their own, who also trade lightly on any funded account."""

import random
from abc import ABC, abstractmethod
from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal
from fnmatch import fnmatchcase
from typing import ClassVar, Generic, NamedTuple, Protocol, TypeVar

from streetsim.market import Instrument

from .server import VenueWorld

MAX_POSITIONS = 3
_FAVOURITES = ("EURUSD", "GBPUSD", "USDJPY", "XAUUSD", "US500", "BTCUSD", "EURJPY", "ETHUSD")
_FIRST_NAMES = ("Amira", "Bruno", "Chiara", "Dmitri", "Elena", "Farid", "Greta", "Hugo")
_LAST_NAMES = ("Andersen", "Baptiste", "Castillo", "Dvorak", "Eriksen", "Fontaine", "Grewal")
_DEPOSITS = (2000, 5000, 10000, 25000)


class Draw(NamedTuple):
    """A side with its stop and target, not rounded, if it has them."""

    buy: bool
    stop: Decimal | None
    target: Decimal | None


def draw_names(draw: random.Random) -> tuple[str, str]:
    """Draw a first and a last name."""
    return draw.choice(_FIRST_NAMES), draw.choice(_LAST_NAMES)


def draw_deposit(draw: random.Random) -> int:
    """Draw a first deposit."""
    return draw.choice(_DEPOSITS)


class BotOrClient(Protocol):
    """An account; `bot` if it was seeded here."""

    bot: bool


WorldT = TypeVar("WorldT", bound=VenueWorld)
TraderT = TypeVar("TraderT", bound=BotOrClient)
HeldT = TypeVar("HeldT")


class VenueBots(ABC, Generic[WorldT, TraderT, HeldT]):
    """Opens and closes small positions at random; the same seed draws the same accounts."""

    refusal: ClassVar[type[Exception]]

    def __init__(self, world: WorldT) -> None:
        self._world = world
        self._random = random.Random(world.config.seed)

    @abstractmethod
    def _seeded(self) -> int:
        """Count the accounts that were opened here."""

    @abstractmethod
    def _open(self, draw: random.Random) -> None:
        """Open an account with a deposit."""

    @abstractmethod
    def _funded(self) -> Sequence[TraderT]:
        """List the accounts that may trade."""

    @abstractmethod
    def _email(self, trader: TraderT) -> str:
        """Give the address of an account's owner, empty if it is not known."""

    @abstractmethod
    def _held(self, trader: TraderT) -> Sequence[HeldT]:
        """List an account's positions."""

    @abstractmethod
    def _close(self, held: HeldT) -> None:
        """Close a position."""

    @abstractmethod
    def _is_strained(self, trader: TraderT) -> bool:
        """Tell whether margin takes more than a third of the equity."""

    @abstractmethod
    def _trade(self, trader: TraderT, symbol: str) -> None:
        """Open a position."""

    def seed(self) -> None:
        """Open the seeded accounts that are still missing."""
        config = self._world.config
        with self._world.store.transaction():
            for index in range(self._seeded(), config.accounts):
                self._open(random.Random(config.seed * 100_003 + index))

    def act(self) -> None:
        """Let one funded account open or close a position."""
        mask = self._world.config.bots_for
        funded = self._funded()
        if mask != "*":
            funded = [t for t in funded if t.bot or fnmatchcase(self._email(t).lower(), mask)]
        if not funded:
            return
        trader = self._random.choice(funded)
        held = self._held(trader)
        try:
            if len(held) >= MAX_POSITIONS or (held and self._random.random() < 0.45):
                self._close(self._random.choice(held))
            else:
                self._try(trader)
        except self.refusal:
            # A bot that cannot trade now (closed market, no margin) tries again later.
            return

    def _try(self, trader: TraderT) -> None:
        market, now = self._world.market, self._world.clock.now_ms()
        names = [name for name in _FAVOURITES if market.is_open(name, now)]
        if names and not self._is_strained(trader):
            self._trade(trader, self._random.choice(names))

    def _draw(self, symbol: str) -> Draw:
        """Draw a side; every third trade has a stop and a target."""
        buy = self._random.random() < 0.5
        mid = self._world.market.quotes[symbol].mid
        away = mid * self._random.randint(2, 9) / 1000 * (1 if buy else -1)
        guarded = self._random.random() < 0.34
        return Draw(buy, mid - away, mid + away * 2) if guarded else Draw(buy, None, None)

    def _lots(self, balance: Decimal, currency: str, item: Instrument) -> Decimal:
        """Return lots whose value is about the account's balance."""
        market = self._world.market
        rate, price = market.rate(currency, item.profit), market.quotes[item.name].mid
        wanted = balance * rate * self._random.randint(1, 3) / (item.contract_size * price)
        steps = (wanted / item.volume_step).to_integral_value(ROUND_DOWN)
        return min(max(steps * item.volume_step, item.volume_min), item.volume_max)
