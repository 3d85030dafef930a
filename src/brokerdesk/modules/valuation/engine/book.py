"""All open positions of a shard, marked at every tick by floats that find who is near a level."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import fsum

import numpy as np
from numpy.typing import NDArray

from brokerdesk.kit.exact import ZERO

from ..types import Key, Levels
from .accounts import BUDGET, Accounts, Money
from .blocks import Blocks, Floats, Wholes, whole
from .layout import AT, COST, GROWN, MARKED, NONE, PER, TOP, TOP_PER, UNITS
from .market import NOTHING, Market
from .methods import BY_TICK, is_known, worth_of_move
from .rates import Catalogue
from .types import Holding, Instrument, Line


@dataclass(frozen=True, slots=True)
class _Way:
    """How a symbol's lines are marked for a currency, and in which block.

    per_lot: units of a lot by tick; None: its contract size.
    """

    block: int
    per_lot: Decimal | None


class Book:
    """Accounts with their positions, and the last price of every symbol.

    One thread. It knows no time: every line of a holding is marked, so give it those that are
    open. Prices are the book's whatever their faults: what they decide is not its affair.
    An account with a symbol or method that is not known is never found by itself (`unvalued`).
    """

    def __init__(self) -> None:
        from . import kernel

        self._loops = kernel
        self._market = Market()
        self._blocks = Blocks()
        self._foreign = Blocks()
        self._found = NOTHING
        self._accounts = Accounts()
        self._catalogue = Catalogue(())
        self._holdings: dict[int, Holding] = {}
        self._watched: dict[int, Levels] = {}
        self._unvalued: set[int] = set()
        self._ways: dict[tuple[Key, str], _Way | None] = {}
        self._seq = self._ticks = 0

    @property
    def catalogue(self) -> Catalogue:
        """The instruments, as `value` is best given them."""
        return self._catalogue

    def set_instruments(self, instruments: Iterable[Instrument]) -> None:
        """Take all instruments there are; accounts that rest on what changed are marked anew."""
        catalogue = Catalogue(instruments)
        if dict(catalogue) == dict(self._catalogue):
            return
        self._catalogue, known, self._ways = catalogue, self._ways, {}
        affected = set(self._unvalued)
        for (key, currency), way in known.items():
            if way is not None and self._way(key, currency) != way:
                slots = self._blocks.owners_of(way.block)
                affected.update(self._accounts.pks[slots].tolist())
        for pk in affected:
            self.replace(self._holdings[pk])

    def replace(self, holding: Holding) -> None:
        """Add an account, or take what it has become; what is watched of it stays."""
        pk, accounts = holding.account_pk, self._accounts
        new = pk not in accounts
        slot = accounts.enter(pk, holding.currency)
        self._holdings[pk] = holding
        figures, valued = self._figures(holding)
        self._unvalued.discard(pk)
        if not valued:
            self._unvalued.add(pk)
        money = _money(holding)
        floating, scale, foreign = self._sum(figures)
        self._put(slot, figures, foreign)
        accounts.put(slot, money, floating, scale + money.scale)
        accounts.size(slot, len(figures), len(holding.lines), len(foreign))
        watched = self._watched.get(pk)
        if watched is not None and new:
            accounts.start_peak(slot, watched.peak)
        self._apply(pk)

    def drop(self, account_pk: int) -> None:
        """Forget an account and what is watched of it; one that is not there is no matter."""
        self._watched.pop(account_pk, None)
        self._unvalued.discard(account_pk)
        holding = self._holdings.pop(account_pk, None)
        if holding is not None:
            slot = self._accounts.leave(account_pk, holding.currency)
            self._put(slot, {}, {})

    def _put(self, slot: int, figures: dict[int, list[float]], foreign: dict[int, float]) -> None:
        """Give an account these rows and sums and no others."""
        own, sums = self._blocks, self._foreign
        own.put(slot, figures)
        moved = sums.put(slot, {2 * rate: [amount, 0.0] for rate, amount in foreign.items()})
        for other, rate in [*moved, *((slot, rate) for rate in foreign)]:
            own.link(other, rate, sums)

    def watch(self, account_pk: int, levels: Levels) -> None:
        """Set at what equities an account is found.

        The account may come later. Without `levels.peak` its peak starts at its present equity.
        """
        self._watched[account_pk] = levels
        if account_pk in self._accounts:
            self._accounts.start_peak(self._accounts.slot(account_pk), levels.peak)
            self._apply(account_pk)

    def mark(self, seq: int) -> None:
        """Say which number the next ticks have: new peaks are told with it."""
        self._seq = seq

    def quote(self, key: Key, bid: Decimal | float, ask: Decimal | float) -> Wholes:
        """Mark everything at a price; give the accounts that may be at or beyond a level with it.

        All that are, are among them, and who is within the guard band of a level (see `Accounts`);
        only accounts that the price moves are looked at.
        """
        market, accounts, loops = self._market, self._accounts, self._loops
        todo, turned = market.quote(key, float(bid), float(ask))
        self._ticks += 1
        hits, found = 0, self._room()
        if len(turned):
            for rate, more in market.risen(turned).items():
                self._widen_rate(rate, more)
            hits = loops.turn(turned, market.rates, self._foreign.arrays, self._states, found)
        if len(todo):
            own = self._blocks
            moved = loops.advance(todo, own.infos, own.marks, market.prices, market.rates)
            if moved[0, GROWN]:
                self._widen(todo)
            book = own.arrays, self._foreign.arrays
            hits = loops.mark(moved, book, self._states, found, hits)
        if self._ticks >= BUDGET:
            self.settle()
        if not hits:
            return NOTHING
        slots: Wholes = loops.look(found[:hits], self._states, self._seq)
        return accounts.pks[slots]

    def peaks(self) -> tuple[Wholes, Wholes]:
        """Who with a `trail` has had a new peak since asked last, and at which number it was."""
        return self._accounts.risen()

    def equity(self, account_pk: int) -> float:
        """An account's equity, to within its guard band.

        Raises:
            KeyError: the account is not in the book.
        """
        return float(self._accounts.equities[self._accounts.slot(account_pk)])

    def band(self, account_pk: int) -> float:
        """By how much an account's equity may differ from the exact one."""
        return self._accounts.band(self._accounts.slot(account_pk))

    def equities(self) -> tuple[Wholes, Floats]:
        """All accounts and their equities."""
        slots = self._accounts.all()
        return self._accounts.pks[slots], self._accounts.equities[slots]

    def unvalued(self) -> frozenset[int]:
        """The accounts that hold a symbol or a method that is not known."""
        return frozenset(self._unvalued)

    def settle(self) -> None:
        """Sum up all equities from scratch: what rounding added up is gone.

        It comes by itself after `BUDGET` ticks; do it earlier where nobody waits.
        """
        own, accounts, market = self._blocks, self._accounts, self._market
        book = own.arrays, self._foreign.arrays
        many = len(accounts.equities)
        accounts.sum_up(self._loops.sum_up(own.marks, market.rates, book, many))
        market.rest()
        self._loops.bound_all(accounts.all(), accounts.bounds, accounts.levels)
        self._ticks = 0

    def _room(self) -> Wholes:
        """Room for all who may be noted at a tick: it moves each row once, and each sum."""
        size = len(self._blocks.owners) + len(self._foreign.owners)
        if size > len(self._found):
            self._found = np.zeros(2 * size, dtype=np.int64)
        return self._found

    @property
    def _states(self) -> tuple[Floats, NDArray[np.float32], Floats, Wholes]:
        accounts = self._accounts
        return accounts.equities, accounts.bounds, accounts.levels, accounts.peaks

    def _figures(self, holding: Holding) -> tuple[dict[int, list[float]], bool]:
        """An account's rows by side of a block, and whether every line has one."""
        figures: dict[int, list[float]] = {}
        valued = True
        for line in holding.lines:
            way = self._way(line.key, holding.currency)
            if way is None:
                valued = False
            else:
                long = line.side == "buy"
                row = figures.setdefault(2 * way.block + (not long), [0.0, 0.0])
                units = _units(line, way.per_lot) * (1 if long else -1)
                row[UNITS] += units
                row[COST] -= units * float(line.price_open)
        return figures, valued

    def _way(self, key: Key, currency: str) -> _Way | None:
        asked = (key, currency)
        if asked not in self._ways:
            self._ways[asked] = self._find(key, currency)
        return self._ways[asked]

    def _find(self, key: Key, currency: str) -> _Way | None:
        instrument = self._catalogue.get(key)
        if instrument is None or not is_known(instrument):
            return None
        block, is_new = self._market.block(instrument, currency, self._catalogue, self._blocks)
        self._foreign.reach(len(self._market.tops))
        if is_new:
            self._advance(block)
        by_tick = instrument.calc_mode in BY_TICK
        return _Way(block, worth_of_move(instrument, ZERO) if by_tick else None)

    def _advance(self, block: int) -> None:
        """Bring a block without rows to the present prices."""
        market, own = self._market, self._blocks
        self._loops.advance(whole([block]), own.infos, own.marks, market.prices, market.rates)
        own.marks[block, TOP:] = _most(own.marks[block])

    def _sum(self, figures: dict[int, list[float]]) -> tuple[float, float, dict[int, float]]:
        """What rows are worth at the present marks, the sum of their parts without signs, and
        what of it counts in profits' currencies, by rate.
        """
        floating = scale = 0.0
        foreign: dict[int, float] = {}
        market, own = self._market, self._blocks
        for side, row in figures.items():
            block, short = divmod(side, 2)
            mark = own.marks[block].tolist()
            top, top_per = mark[TOP], mark[TOP_PER]
            gain = row[UNITS] * mark[AT + short] + row[COST] * mark[PER + short]
            parts = abs(row[UNITS]) * top + abs(row[COST]) * top_per
            pair = own.pairs[block]
            if pair == NONE:
                floating += gain
                scale += parts
            else:
                foreign[pair] = foreign.get(pair, 0.0) + gain
                scale += parts * market.tops[pair]
        for pair, amount in foreign.items():
            floating += amount * float(market.rates[pair, MARKED])
        return floating, scale, foreign

    def _apply(self, pk: int) -> None:
        """Bring an account's bounds to what is watched of it and what it is made of."""
        accounts, slot = self._accounts, self._accounts.slot(pk)
        watched = self._watched.get(pk)
        if watched is None or pk in self._unvalued:
            accounts.unwatch(slot)
        else:
            accounts.watch(slot, watched)
        self._loops.bound(slot, accounts.bounds, accounts.levels)

    def _widen(self, blocks: Wholes) -> None:
        """Reckon with the present prices of these blocks in their accounts' guard bands."""
        own = self._blocks
        for block in blocks.tolist():
            mark, span = own.marks[block], own.span(block)
            most, most_per = _most(mark)
            more, more_per = max(most - mark[TOP], 0), max(most_per - mark[TOP_PER], 0)
            mark[TOP] += more
            mark[TOP_PER] += more_per
            pair = own.pairs[block]
            worth = 1.0 if pair == NONE else self._market.tops[pair]
            parts = _parts(own.rows[:, span], more, more_per)
            self._reckon(own.owners[span], parts * worth)

    def _widen_rate(self, rate: int, more: float) -> None:
        """Reckon with a higher rate in its accounts' guard bands."""
        own = self._blocks
        for block in self._market.of_rate(rate):
            mark, span = own.marks[block], own.span(block)
            parts = _parts(own.rows[:, span], mark[TOP], mark[TOP_PER])
            self._reckon(own.owners[span], parts * more)

    def _reckon(self, owners: NDArray[np.uint32], more: Floats) -> None:
        accounts, slots = self._accounts, owners.astype(np.int64) >> 1
        accounts.add_scale(slots, more)
        self._loops.bound_all(slots, accounts.bounds, accounts.levels)


def _parts(rows: Floats, at: float, per: float) -> Floats:
    """What rows are made of, without signs."""
    parts: Floats = np.abs(rows[UNITS]) * at + np.abs(rows[COST]) * per
    return parts


def _most(mark: Floats) -> tuple[float, float]:
    """The larger of a block's prices and of its rates, without signs."""
    at, ask, per, per_ask = np.abs(mark[:TOP]).tolist()
    return max(at, ask), max(per, per_ask)


def _units(line: Line, per_lot: Decimal | None) -> float:
    return float(line.lots) * float(line.contract_size if per_lot is None else per_lot)


def _money(holding: Holding) -> Money:
    swaps = [float(line.swap) for line in holding.lines]
    parts = [float(holding.balance), float(holding.credit), *swaps]
    return Money(fsum(parts), sum(map(abs, parts)), float(holding.margin))
