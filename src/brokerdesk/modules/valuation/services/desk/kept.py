"""One account as the desk keeps it: the platform's figures, positions, and deals of late.

The platform's balance is as of when its figures were read; deals before and after that instant
give the balance of any other. Positions are lines with an interval: what deals have closed since
is marked until then, so that ticks that are read again find what was open when they came.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal, localcontext

from brokerdesk.kit.exact import EXACT, ZERO
from brokerdesk.modules.trading.queries import MarkedAccount, MarkedPosition
from brokerdesk.modules.trading.types import DealRow
from brokerdesk.ports.trading import DealEntry, DealKind

from ...engine import Holding, Line

RECENT = timedelta(minutes=10)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_CLOSING = frozenset({DealEntry.OUT, DealEntry.OUT_BY, DealEntry.INOUT})


@dataclass(slots=True)
class Kept:
    """An account. `deals`: those of late, in order of occurrence; `told`: the last told of them.

    agrees: whether our equity and the platform's did when compared last. unexplained: positions
    that are gone while no deal says so, until when that is waited for.
    """

    figures: MarkedAccount
    rows: dict[int, MarkedPosition] = field(default_factory=dict)
    deals: list[DealRow] = field(default_factory=list)
    last_deal: int = 0
    told: int = 0
    moved_at: datetime = LONG_AGO
    agrees: bool | None = None
    compared_at: datetime | None = None
    gap: Decimal | None = None
    strikes: int = 0
    unexplained_until: datetime = LONG_AGO
    now: Holding | None = None

    @property
    def pk(self) -> int:
        """The account's key."""
        return self.figures.pk

    @property
    def server_pk(self) -> int:
        """The key of its server."""
        return self.figures.server_pk

    def add(self, deals: Iterable[DealRow]) -> list[DealRow]:
        """Keep new deals; give those that were not kept before."""
        known = {deal.pk for deal in self.deals}
        fresh = [deal for deal in deals if deal.pk not in known]
        if fresh:
            self.deals = sorted([*self.deals, *fresh], key=lambda deal: (deal.occurred_at, deal.pk))
            self.last_deal = max(self.last_deal, *(deal.pk for deal in fresh))
            self.moved_at = max(self.moved_at, *(deal.recorded_at for deal in fresh))
        return fresh

    def trim(self, now: datetime) -> None:
        """Forget deals of which nobody will ask."""
        if self.deals and self.deals[0].recorded_at < now - RECENT:
            self.deals = [
                deal
                for deal in self.deals
                if deal.recorded_at >= now - RECENT or deal.pk > self.told
            ]

    def balance(self, at: datetime) -> Decimal:
        """The balance at an instant: the figure read, moved by the deals between."""
        read_at, moved = self.figures.figures_at or LONG_AGO, self.figures.balance
        with localcontext(EXACT):
            for deal in self.deals:
                if read_at < deal.occurred_at <= at:
                    moved += deal.balance_effect
                elif at < deal.occurred_at <= read_at:
                    moved -= deal.balance_effect
        return moved

    def lines(self, positions_at: datetime | None) -> Iterator[Line]:
        """All positions, those closed of late too, each with its interval."""
        closed: dict[int, Decimal] = {}
        opened = {d.position_id: d.occurred_at for d in self.deals if d.entry == DealEntry.IN}
        for deal in self.deals:
            if deal.entry in _CLOSING and deal.lots_closed > 0 and deal.position_id:
                yield _closed(deal, opened.get(deal.position_id, LONG_AGO))
                if positions_at is None or deal.recorded_at > positions_at:
                    closed[deal.position_id] = closed.get(deal.position_id, ZERO) + deal.lots_closed
        for row in self.rows.values():
            lots = row.lots - closed.get(row.ticket, ZERO)
            if lots > 0:
                yield _open(row, lots)
        yield from self._opened(positions_at, closed)

    def _opened(self, positions_at: datetime | None, closed: dict[int, Decimal]) -> Iterator[Line]:
        """What deals opened since positions were read, less what was closed again."""
        for deal in self.deals:
            unread = positions_at is None or deal.recorded_at > positions_at
            if deal.entry == DealEntry.IN and unread and deal.position_id not in self.rows:
                lots = deal.lots - closed.get(deal.position_id, ZERO)
                if lots > 0:
                    yield _fresh(deal, lots)

    def holding(self, at: datetime, positions_at: datetime | None) -> Holding:
        """The account with the positions that were open at an instant."""
        lines = tuple(line for line in self.lines(positions_at) if line.open_at(at))
        return self._holding(self.balance(at), lines)

    def current(self, positions_at: datetime | None) -> Holding:
        """The account with all positions that are open as far as we know."""
        if self.now is None:
            lines = tuple(line for line in self.lines(positions_at) if line.closed_at is None)
            latest = max((deal.occurred_at for deal in self.deals), default=LONG_AGO)
            read_at = self.figures.figures_at or LONG_AGO
            self.now = self._holding(self.balance(max(latest, read_at)), lines)
        return self.now

    def _holding(self, balance: Decimal, lines: tuple[Line, ...]) -> Holding:
        figures = self.figures
        return Holding(figures.pk, figures.currency, balance, figures.credit, figures.margin, lines)

    def changes_after(self, at: datetime) -> set[datetime]:
        """When its positions or balance changed after an instant."""
        found = {deal.occurred_at for deal in self.deals if deal.occurred_at > at}
        return found | {row.opened_at for row in self.rows.values() if row.opened_at > at}


def _open(row: MarkedPosition, lots: Decimal) -> Line:
    """Clocks differ: what a reading showed was open when it began."""
    return Line(
        row.ticket, row.server_pk, row.symbol, row.side, lots, row.contract_size, row.price_open,
        row.swap, min(row.opened_at, row.synced_at),
    )  # fmt: skip


def _closed(deal: DealRow, opened_at: datetime) -> Line:
    """What a deal closed; a deal that sells closes what was bought."""
    return Line(
        deal.position_id, deal.server_pk, deal.symbol,
        "buy" if deal.kind == DealKind.SELL else "sell", deal.lots_closed, deal.contract_size,
        deal.price_position, deal.swap, deal.opened_at or opened_at, deal.occurred_at,
    )  # fmt: skip


def _fresh(deal: DealRow, lots: Decimal) -> Line:
    return Line(
        deal.position_id, deal.server_pk, deal.symbol, deal.kind.value, lots,
        deal.contract_size, deal.price, ZERO, min(deal.occurred_at, deal.recorded_at),
    )  # fmt: skip
