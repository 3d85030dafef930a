"""Symbols with their prices, and exchange rates from the pairs that platforms quote."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

_ONE = Decimal(1)
BY_TICK = frozenset({"futures", "exchange_futures", "forts"})
UNKNOWN = frozenset({"options", "options_margin", "bonds", "bonds_moex", "collateral"})


@dataclass(frozen=True, slots=True)
class Market:
    """A symbol of a server with its last prices."""

    base: str
    profit_currency: str
    calc_mode: str
    tick_size: Decimal
    tick_value: Decimal
    bid: Decimal
    ask: Decimal
    at: datetime

    @property
    def priced(self) -> bool:
        """Say whether its positions can be valued: by a price, in a way that is known."""
        known = self.calc_mode not in UNKNOWN and not self.calc_mode.startswith("unknown")
        return known and self.bid > 0 and self.ask > 0

    @property
    def mid(self) -> Decimal:
        """The middle of the prices."""
        return (self.bid + self.ask) / 2

    def closing(self, side: str) -> Decimal:
        """The price at which a position could be closed."""
        return self.bid if side == "buy" else self.ask

    def per_lot(self, contract_size: Decimal) -> Decimal:
        """What one lot gives in the profit currency for a price change of 1."""
        own = self.per_lot_by_tick
        return contract_size if own is None else own

    @property
    def per_lot_by_tick(self) -> Decimal | None:
        """The same where ticks say it, not the size of a contract; None elsewhere."""
        if self.calc_mode in BY_TICK and self.tick_size > 0 and self.tick_value > 0:
            return self.tick_value / self.tick_size
        return None

    @property
    def asset(self) -> str:
        """What a buyer holds: a pair's base currency; nothing of a kind of its own else."""
        return self.base if self.base and self.base != self.profit_currency else ""


@dataclass(frozen=True, slots=True)
class Rate:
    """One unit of a currency in another. at: of the oldest price that it rests on, if on any."""

    rate: Decimal
    at: datetime | None


@dataclass
class Rates:
    """Rates between currencies: a pair either way round, else by one currency in between.

    Of several quotes of a pair the newest counts.
    """

    pairs: Mapping[tuple[str, str], Rate]
    _found: dict[tuple[str, str], Rate | None] = field(default_factory=dict)

    @classmethod
    def of(cls, markets: Iterable[Market]) -> "Rates":
        """Read the rates off symbols that are pairs."""
        pairs: dict[tuple[str, str], Rate] = {}
        for market in markets:
            key = (market.base, market.profit_currency)
            if not market.priced or not all(key) or key[0] == key[1]:
                continue
            known = pairs.get(key)
            if known is None or known.at is None or known.at < market.at:
                pairs[key] = Rate(market.mid, market.at)
        return cls(pairs)

    def find(self, source: str, target: str) -> Rate | None:
        """The rate from one currency into another; None when no quotes give it."""
        if source == target:
            return Rate(_ONE, None)
        key = (source, target)
        if key not in self._found:
            self._found[key] = self._direct(source, target) or self._crossed(source, target)
        return self._found[key]

    def _direct(self, source: str, target: str) -> Rate | None:
        straight, turned = self.pairs.get((source, target)), self.pairs.get((target, source))
        if straight is not None:
            return straight
        return Rate(_ONE / turned.rate, turned.at) if turned is not None else None

    def _crossed(self, source: str, target: str) -> Rate | None:
        """By the currency whose older quote is the newest."""
        best: Rate | None = None
        for middle in sorted({name for pair in self.pairs for name in pair}):
            one, other = self._direct(source, middle), self._direct(middle, target)
            if one is None or other is None:
                continue
            at = oldest(one.at, other.at)
            if best is None or (at is not None and best.at is not None and at > best.at):
                best = Rate(one.rate * other.rate, at)
        return best


def oldest(*instants: datetime | None) -> datetime | None:
    """The earliest of instants; None where there is none."""
    return min((at for at in instants if at is not None), default=None)
