"""From a profit's currency into the account's, by the symbols of the account's own server.

A currency pair that is itself between the two (its base is the account's currency) converts its
own profit at the price that closes the position: so MT5 reports `RateProfit`. Everything else goes
by the middle price of the pair that connects the two, else of two pairs by way of USD or EUR:
which side the platforms take is documented for none of them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from brokerdesk.kit.exact import ONE

from ..types import Key
from .methods import BY_PRICE, CURRENCY_PAIRS
from .types import Instrument

MIDDLES = ("USD", "EUR")
CENT, HUNDRED = Decimal("0.01"), Decimal(100)
CENTS = {"USC": "USD", "EUC": "EUR", "GBX": "GBP", "USX": "USD"}


@dataclass(frozen=True, slots=True)
class Leg:
    """One step: by a symbol's middle price, or by its inverse."""

    key: Key
    inverse: bool


@dataclass(frozen=True, slots=True)
class Path:
    """A way between two currencies: legs, and a factor where one of them counts in cents."""

    legs: tuple[Leg, ...] = ()
    factor: Decimal = ONE


class Catalogue(Mapping[Key, Instrument]):
    """Instruments by key, and the ways between currencies that they open."""

    def __init__(self, instruments: Iterable[Instrument]) -> None:
        self._instruments = {one.key: one for one in instruments}
        self._pairs = _pairs(self._instruments.values())
        self._paths: dict[tuple[int, str, str], Path | None] = {}

    @classmethod
    def of(cls, instruments: Mapping[Key, Instrument]) -> "Catalogue":
        """Give a catalogue as it is, or make one."""
        return instruments if isinstance(instruments, Catalogue) else cls(instruments.values())

    def __getitem__(self, key: Key) -> Instrument:
        return self._instruments[key]

    def __iter__(self) -> Iterator[Key]:
        return iter(self._instruments)

    def __len__(self) -> int:
        return len(self._instruments)

    def path(self, server_pk: int, source: str, target: str) -> Path | None:
        """Find the way between two currencies on a server; None when there is none."""
        asked = (server_pk, source, target)
        if asked not in self._paths:
            self._paths[asked] = self._find(*asked)
        return self._paths[asked]

    def _find(self, server_pk: int, source: str, target: str) -> Path | None:
        factor = (CENT if source in CENTS else ONE) * (HUNDRED if target in CENTS else ONE)
        source, target = CENTS.get(source, source), CENTS.get(target, target)
        if source == target:
            return Path(factor=factor)
        direct = self._leg(server_pk, source, target)
        if direct is not None:
            return Path((direct,), factor)
        for middle in MIDDLES:
            first = self._leg(server_pk, source, middle)
            second = self._leg(server_pk, middle, target)
            if first is not None and second is not None:
                return Path((first, second), factor)
        return None

    def _leg(self, server_pk: int, source: str, target: str) -> Leg | None:
        forward = self._pairs.get((server_pk, source, target))
        if forward is not None:
            return Leg(forward.key, inverse=False)
        backward = self._pairs.get((server_pk, target, source))
        return None if backward is None else Leg(backward.key, inverse=True)


def is_pair(instrument: Instrument) -> bool:
    """Whether its price is that of its base in its profit currency: a forex symbol's is, another's
    where both stand in its name (an index may have any currency as its base).
    """
    if not instrument.base or instrument.base == instrument.profit_currency:
        return False
    if instrument.calc_mode in CURRENCY_PAIRS:
        return True
    named = instrument.base + instrument.profit_currency in instrument.symbol
    return named and instrument.calc_mode in BY_PRICE


def converts_itself(instrument: Instrument, currency: str) -> bool:
    """Whether its profit goes into the account's currency at its own closing price."""
    by_pair = instrument.calc_mode in CURRENCY_PAIRS or not instrument.calc_mode
    return by_pair and instrument.base == currency and is_pair(instrument)


def _pairs(instruments: Iterable[Instrument]) -> dict[tuple[int, str, str], Instrument]:
    """The symbol for each pair of currencies: forex before others, the plain name, the shortest."""
    found: dict[tuple[int, str, str], Instrument] = {}
    for one in sorted(filter(is_pair, instruments), key=_preference):
        found.setdefault((one.server_pk, one.base, one.profit_currency), one)
    return found


def _preference(one: Instrument) -> tuple[bool, bool, int, str]:
    name = one.symbol
    plain = name == one.base + one.profit_currency
    return one.calc_mode not in CURRENCY_PAIRS, not plain, len(name), name
