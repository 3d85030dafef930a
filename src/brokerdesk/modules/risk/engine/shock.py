"""What would be if prices moved: floating, equity, margin levels, the house's result.

Floats: this warns and plans, it decides nothing. Margin stays as the platform last reported it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Shock:
    """Relative changes: of symbols by mask, of currencies against all others. 0.05 is +5 %."""

    symbols: Mapping[str, float]
    currencies: Mapping[str, float]

    def price_factor(self, symbol: str, base: str, quoted: str) -> float:
        """By what a symbol's price is multiplied; the first mask that matches counts."""
        own = next((x for mask, x in self.symbols.items() if fnmatchcase(symbol, mask)), 0.0)
        factor = 1.0 + own
        if base and base != quoted:
            factor *= self.worth(base) / self.worth(quoted)
        return factor

    def worth(self, currency: str) -> float:
        """By what a currency's worth is multiplied."""
        return 1.0 + self.currencies.get(currency, 0.0)


@dataclass(frozen=True, slots=True)
class Book:
    """A snapshot: lines point to accounts and to prices (a symbol of a server, with a side).

    unit: signed money per price unit in the profit currency. cost: unit times opening price.
    rate: from the profit currency into the account's. Of accounts: `floating` is what lines do
    not give (swaps, and positions that cannot be priced, as the platform reported them);
    `to_report` the rate of their currency into that of the report, NaN where none is known.
    """

    account: Ints
    price: Ints
    unit: Floats
    cost: Floats
    rate: Floats
    prices: Floats
    symbols: Sequence[tuple[str, str, str]]
    balance: Floats
    floating: Floats
    margin: Floats
    stop_out: Floats
    call: Floats
    kept: Floats
    currencies: Sequence[str]
    to_report: Floats
    report: str


@dataclass(frozen=True, slots=True)
class Stand:
    """All accounts at one set of prices; arrays by account in its currency, sums in the report's.

    owed: what accounts lost beyond their equity. house: what the house has against them.
    """

    floating: Floats
    equity: Floats
    level: Floats
    called: npt.NDArray[np.bool_]
    stopped: npt.NDArray[np.bool_]
    negative: npt.NDArray[np.bool_]
    sum_floating: float
    sum_equity: float
    house: float
    owed: float


@dataclass(frozen=True, slots=True)
class Shocked:
    """Before and after; change: of each account's equity in the report's currency, at its rate
    after the shock.
    """

    before: Stand
    after: Stand
    change: Floats


NOTHING = Shock({}, {})


def shocked(book: Book, shock: Shock) -> Shocked:
    """Compare a snapshot with itself after a shock."""
    before, after = _stand(book, NOTHING), _stand(book, shock)
    return Shocked(before, after, (after.equity - before.equity) * _to_report(book, shock))


def _to_report(book: Book, shock: Shock) -> Floats:
    worth = np.array([shock.worth(code) for code in book.currencies], dtype=np.float64)
    return book.to_report * worth / shock.worth(book.report)


def _stand(book: Book, shock: Shock) -> Stand:
    accounts = len(book.balance)
    factors = np.array([shock.price_factor(*symbol) for symbol in book.symbols], dtype=np.float64)
    quoted = np.array([shock.worth(symbol[2]) for symbol in book.symbols], dtype=np.float64)
    own = np.array([shock.worth(code) for code in book.currencies], dtype=np.float64)
    prices = book.prices * factors
    profit = book.unit * prices[book.price] - book.cost
    rates = book.rate * quoted[book.price] / own[book.account]
    floating = np.bincount(book.account, profit * rates, minlength=accounts) + book.floating
    equity = book.balance + floating
    with np.errstate(divide="ignore", invalid="ignore"):
        level = np.where(book.margin > 0, equity / book.margin * 100, np.inf)
    into = np.nan_to_num(_to_report(book, shock))
    return Stand(
        floating=floating,
        equity=equity,
        level=level,
        called=(level <= book.call) & (book.call > 0),
        stopped=(level <= book.stop_out) & (book.stop_out > 0),
        negative=equity < 0,
        sum_floating=float((floating * into).sum()),
        sum_equity=float((equity * into).sum()),
        house=float(-(floating * book.kept * into).sum()),
        owed=float((np.minimum(equity, 0) * into).sum()),
    )
