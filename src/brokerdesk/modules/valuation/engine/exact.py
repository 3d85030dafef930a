"""What an account is worth, exactly: this alone decides, the book only says where to look.

A rate is a quotient of 28 digits, half up; a position's value is its profit at that rate, half up
to 8 decimals; everything else is a sum without loss.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal, localcontext

from brokerdesk.kit.exact import EXACT, ONE, ZERO

from ..types import Doubt, DoubtSeen, Key, Mark, Price, Quality, Valued
from .gate import QuoteFault
from .methods import DIVIDING, is_known, worth_of_move
from .rates import Catalogue, converts_itself
from .types import Holding, Instrument, Line

SCALE = Decimal("1e-8")
HUNDRED = Decimal(100)
_SUSPECT = frozenset({Doubt.BAD_PRICE, Doubt.STALE_PRICE, Doubt.STOPPED})


def value(
    holding: Holding,
    instruments: Mapping[Key, Instrument],
    prices: Mapping[Key, Price],
    at: datetime,
) -> Valued:
    """Value an account with the positions that were open at an instant, at the prices given.

    A faulty price still counts and is doubted. Where price, rate, symbol or method is missing, the
    position's value is 0, its rate or price 0, and the doubt says what is missing. `instruments`
    is best a `Catalogue` that is kept: the ways between currencies are found once in it.
    """
    with localcontext(EXACT):
        valuing = _Valuing(holding.currency, Catalogue.of(instruments), prices)
        marks = tuple(valuing.mark(line) for line in holding.lines if line.open_at(at))
        floating = sum((mark.value + mark.swap for mark in marks), ZERO)
        equity = holding.balance + holding.credit + floating
        used = valuing.used
        doubts = tuple(DoubtSeen(*seen) for seen in dict.fromkeys(valuing.doubts))
        return Valued(
            account_pk=holding.account_pk,
            at=at,
            seq=max((price.seq for price in used.values()), default=0),
            balance=holding.balance,
            credit=holding.credit,
            floating=floating,
            equity=equity,
            margin=holding.margin,
            level=level_of(equity, holding.margin),
            marks=marks,
            prices=used,
            quality=quality_of(doubts),
            doubts=doubts,
        )


def level_of(equity: Decimal, margin: Decimal) -> Decimal | None:
    """Equity in percent of margin, half up to 8 decimals; None without margin."""
    if margin <= 0:
        return None
    return _rounded(DIVIDING.divide(equity * HUNDRED, margin))


def quality_of(doubts: Iterable[DoubtSeen]) -> Quality:
    """How far a value with these doubts is to be trusted."""
    kinds = {seen.doubt for seen in doubts}
    if kinds & _SUSPECT:
        return Quality.SUSPECT
    return Quality.ESTIMATED if kinds else Quality.REPORTED


@dataclass(slots=True)
class _Valuing:
    """One account's valuation under way: what it used and what it doubts."""

    currency: str
    catalogue: Catalogue
    prices: Mapping[Key, Price]
    used: dict[str, Price] = field(default_factory=dict)
    doubts: list[tuple[Doubt, str]] = field(default_factory=list)

    def mark(self, line: Line) -> Mark:
        """Mark a position at the price that closes it: the bid when long, the ask when short."""
        price = self._price(line.key, Doubt.NO_PRICE)
        close = ZERO if price is None else price.bid if line.side == "buy" else price.ask
        instrument = self._instrument(line)
        profit = rate = ZERO
        if instrument is not None and price is not None:
            moved = close - line.price_open if line.side == "buy" else line.price_open - close
            profit = moved * line.lots * worth_of_move(instrument, line.contract_size)
            rate = self._rate(instrument, close)
        return Mark(
            ticket=line.ticket,
            symbol=line.symbol,
            side=line.side,
            lots=line.lots,
            contract_size=line.contract_size,
            price_open=line.price_open,
            price=close,
            profit=profit,
            rate=rate,
            value=_rounded(profit * rate),
            swap=line.swap,
            opened_at=line.opened_at,
        )

    def _instrument(self, line: Line) -> Instrument | None:
        instrument = self.catalogue.get(line.key)
        if instrument is None:
            self.doubts.append((Doubt.UNKNOWN_SYMBOL, line.symbol))
        elif not is_known(instrument):
            self.doubts.append((Doubt.UNKNOWN_METHOD, line.symbol))
            return None
        return instrument

    def _price(self, key: Key, missing: Doubt) -> Price | None:
        price = self.prices.get(key)
        if price is None:
            self.doubts.append((missing, key[1]))
            return None
        self.used[key[1]] = price
        if price.fault is not None:
            stale = price.fault == QuoteFault.STALE
            self.doubts.append((Doubt.STALE_PRICE if stale else Doubt.BAD_PRICE, key[1]))
        return price

    def _rate(self, instrument: Instrument, close: Decimal) -> Decimal:
        source = instrument.profit_currency
        if source == self.currency:
            return ONE
        about = f"{source}/{self.currency}"
        if converts_itself(instrument, self.currency):
            return DIVIDING.divide(ONE, close) if close > 0 else self._no_rate(about)
        path = self.catalogue.path(instrument.server_pk, source, self.currency)
        if path is None:
            return self._no_rate(about)
        above, below = path.factor, ONE
        for leg in path.legs:
            price = self._price(leg.key, Doubt.NO_RATE)
            twice = ZERO if price is None else price.bid + price.ask
            if twice <= 0:
                return self._no_rate(about)
            above, below = (above * 2, below * twice) if leg.inverse else (above * twice, below * 2)
        return DIVIDING.divide(above, below)

    def _no_rate(self, about: str) -> Decimal:
        self.doubts.append((Doubt.NO_RATE, about))
        return ZERO


def _rounded(amount: Decimal) -> Decimal:
    return amount.quantize(SCALE, rounding=ROUND_HALF_UP, context=EXACT)
