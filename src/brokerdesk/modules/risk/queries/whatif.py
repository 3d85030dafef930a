"""What-ifs over all open positions: before, after, the worst accounts, the house by book."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from ..engine.shock import Shock, Shocked, shocked
from .market import prices
from .shared import Shared
from .snapshot import Taken, snapshot

WORST = 20
_taken: Shared[Taken] = Shared(most=4)


@dataclass(frozen=True, slots=True)
class Hit:
    """An account as the shock would leave it; money in its own currency, but `change`."""

    account_id: str
    login: int
    currency: str
    equity_before: float
    equity_after: float
    level_after: float | None
    change: float
    stopped: bool
    negative: bool


@dataclass(frozen=True, slots=True)
class Side:
    """All accounts before, or after; money in one currency."""

    floating: float
    equity: float
    called: int
    stopped: int
    negative: int
    owed: float
    house: float


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The answer of a what-if, and what it rests on. by_book: the house's change by book.

    left_out: accounts whose currency has no rate; they are in the counts, not in the sums.
    """

    currency: str
    accounts: int
    positions: int
    unpriced: int
    left_out: int
    before: Side
    after: Side
    by_book: dict[str, float]
    worst: tuple[Hit, ...]
    priced_at: datetime | None
    read_at: datetime | None
    figures_at: datetime | None


def what_if(
    shock: Shock, brand_pks: tuple[int, ...] | None, currency: str, *, shared: bool = True
) -> WhatIf:
    """Answer what a shock would do to brands' clients, and to the house.

    shared: a snapshot that was taken for somebody some seconds ago will do.
    """

    def take() -> Taken:
        return snapshot(brand_pks, currency, prices())

    taken = _taken.get((brand_pks, currency), take) if shared else take()
    found = shocked(taken.book, shock)
    return WhatIf(
        currency=currency,
        accounts=len(taken.account_ids),
        positions=taken.positions,
        unpriced=taken.unpriced,
        left_out=int(np.isnan(taken.book.to_report).sum()),
        before=_side(found, after=False),
        after=_side(found, after=True),
        by_book=_by_book(taken, found),
        worst=_worst(taken, found),
        priced_at=taken.priced_at,
        read_at=taken.read_at,
        figures_at=taken.figures_at,
    )


def _side(found: Shocked, *, after: bool) -> Side:
    stand = found.after if after else found.before
    return Side(
        floating=stand.sum_floating,
        equity=stand.sum_equity,
        called=int(stand.called.sum()),
        stopped=int(stand.stopped.sum()),
        negative=int(stand.negative.sum()),
        owed=stand.owed,
        house=stand.house,
    )


def _by_book(taken: Taken, found: Shocked) -> dict[str, float]:
    books = np.array(taken.books)
    house = -np.nan_to_num(found.change) * taken.book.kept
    return {str(name): float(house[books == name].sum()) for name in sorted(set(taken.books))}


def _worst(taken: Taken, found: Shocked) -> tuple[Hit, ...]:
    """Those that lose most of their clients' money first."""
    change = np.nan_to_num(found.change)
    order = [int(n) for n in np.argsort(change, kind="stable")[:WORST] if change[n] < 0]
    hits = []
    for n in order:
        level = float(found.after.level[n])
        hits.append(
            Hit(
                taken.account_ids[n], taken.logins[n], taken.book.currencies[n],
                float(found.before.equity[n]), float(found.after.equity[n]),
                level if np.isfinite(level) else None, float(change[n]),
                bool(found.after.stopped[n]), bool(found.after.negative[n]),
            )
        )  # fmt: skip
    return tuple(hits)
