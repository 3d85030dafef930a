"""One account as the desk keeps it: the platform's figures, positions, and deals of late.

The platform's balance and credit are as of when its figures were read; deals before and after that
instant give those of any other. Margin is as it was read last. Positions are lines with an
interval: what deals have closed since is marked until then, so that ticks that are read again find
what was open when they came.
"""

from collections.abc import Callable, Iterable, Iterator
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


def happened(deal: DealRow) -> datetime:
    """When a deal happened, never after it was known here: clocks differ."""
    return min(deal.occurred_at, deal.recorded_at)


@dataclass(slots=True)
class Kept:
    """An account. `deals`: those of late, in order of occurrence; `untold`: those not told yet.

    Who is behind reads deals and positions of later too. moved_at: when the last deal came that
    has happened by the desk's time. agrees: whether our equity and the platform's did when compared
    last. unexplained: positions that are gone while no deal says so, until when that is waited for.
    """

    figures: MarkedAccount
    rows: dict[int, MarkedPosition] = field(default_factory=dict)
    deals: list[DealRow] = field(default_factory=list)
    last_deal: int = 0
    untold: set[int] = field(default_factory=set)
    moved_at: datetime = LONG_AGO
    agrees: bool | None = None
    compared_at: datetime | None = None
    gap: Decimal | None = None
    strikes: int = 0
    unexplained_until: datetime = LONG_AGO
    now: Holding | None = None
    _reaches: datetime | None = None

    @property
    def pk(self) -> int:
        """The account's key."""
        return self.figures.pk

    @property
    def server_pk(self) -> int:
        """The key of its server."""
        return self.figures.server_pk

    def add(self, deals: Iterable[DealRow]) -> list[DealRow]:
        """Keep new deals, to be told; give those that were not kept before."""
        known = {deal.pk for deal in self.deals}
        fresh = [deal for deal in deals if deal.pk not in known]
        if fresh:
            self.deals = sorted([*self.deals, *fresh], key=lambda deal: (deal.occurred_at, deal.pk))
            self.last_deal = max(self.last_deal, *(deal.pk for deal in fresh))
            self.untold.update(deal.pk for deal in fresh)
            self.changed()
        return fresh

    def changed(self) -> None:
        """Rows or deals are others than before."""
        self.now = self._reaches = None

    def reach(self, at: datetime) -> None:
        """The desk's time has come so far.

        What adds to an open position cannot be told apart from it: that counts at once.
        """
        came = [
            deal.recorded_at for deal in self.deals if happened(deal) <= at or self._blurs(deal)
        ]
        self.moved_at = max(self.moved_at, *came) if came else self.moved_at

    def _blurs(self, deal: DealRow) -> bool:
        row = self.rows.get(deal.position_id)
        if row is None or deal.entry not in {DealEntry.IN, DealEntry.INOUT}:
            return False
        return deal.entry == DealEntry.INOUT or _since(row) < happened(deal)

    def due(self, at: datetime) -> list[DealRow]:
        """Deals that have happened by an instant and are not told yet."""
        if not self.untold:
            return []
        return [deal for deal in self.deals if deal.pk in self.untold and happened(deal) <= at]

    def trim(self, now: datetime) -> None:
        """Forget deals of which nobody will ask."""
        if self.deals and self.deals[0].recorded_at < now - RECENT:
            self.deals = [
                deal
                for deal in self.deals
                if deal.recorded_at >= now - RECENT or deal.pk in self.untold
            ]

    def balance(self, at: datetime) -> Decimal:
        """The balance at an instant: the figure read, moved by the deals between."""
        return self._moved(self.figures.balance, at, lambda deal: deal.balance_effect)

    def credit(self, at: datetime) -> Decimal:
        """The credit at an instant, as the balance."""
        return self._moved(self.figures.credit, at, lambda deal: deal.credit_effect)

    def _moved(self, read: Decimal, at: datetime, effect: Callable[[DealRow], Decimal]) -> Decimal:
        read_at, moved = self.figures.figures_at or LONG_AGO, read
        with localcontext(EXACT):
            for deal in self.deals:
                if read_at < happened(deal) <= at:
                    moved += effect(deal)
                elif at < happened(deal) <= read_at:
                    moved -= effect(deal)
        return moved

    def lines(self, positions_at: datetime | None) -> Iterator[Line]:
        """All positions, those closed of late too, each with its interval."""
        closed: dict[int, Decimal] = {}
        opened = {d.position_id: happened(d) for d in self.deals if d.entry == DealEntry.IN}
        for deal in self.deals:
            if deal.entry in _CLOSING and deal.lots_closed > 0 and deal.position_id:
                yield _closed(deal, opened.get(deal.position_id, LONG_AGO))
                if self._unread(deal, positions_at):
                    closed[deal.position_id] = closed.get(deal.position_id, ZERO) + deal.lots_closed
        for row in self.rows.values():
            lots = row.lots - closed.get(row.ticket, ZERO)
            if lots > 0:
                yield _open(row, lots)
        yield from self._opened(positions_at, closed)

    def _unread(self, deal: DealRow, positions_at: datetime | None) -> bool:
        """Whether a position's row does not show a deal yet."""
        row = self.rows.get(deal.position_id)
        if row is not None and row.synced_at >= happened(deal):
            return False
        return positions_at is None or deal.recorded_at > positions_at

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
        return self._holding(at, lines)

    def current(self, positions_at: datetime | None) -> Holding:
        """The account with all positions that are open as far as we know."""
        if self.now is None:
            lines = tuple(line for line in self.lines(positions_at) if line.closed_at is None)
            latest = max((happened(deal) for deal in self.deals), default=LONG_AGO)
            read_at = self.figures.figures_at or LONG_AGO
            self.now = self._holding(max(latest, read_at), lines)
        return self.now

    def _holding(self, at: datetime, lines: tuple[Line, ...]) -> Holding:
        figures, balance, credit = self.figures, self.balance(at), self.credit(at)
        return Holding(figures.pk, figures.currency, balance, credit, figures.margin, lines)

    def changes_after(self, at: datetime) -> set[datetime]:
        """When its positions or balance changed after an instant."""
        if self.reaches() <= at:
            return set()
        found = {happened(deal) for deal in self.deals} | {*map(_since, self.rows.values())}
        return {one for one in found if one > at}

    def open_since(self) -> datetime | None:
        """When the oldest of what is open was opened, as far as rows and deals of late say."""
        told = (
            happened(deal)
            for deal in self.deals
            if deal.entry == DealEntry.IN and deal.position_id not in self.rows
        )
        return min((*map(_since, self.rows.values()), *told), default=None)

    def reaches(self) -> datetime:
        """When it changed last, as far as deals of late and open positions say."""
        if self._reaches is None:
            deals = max(map(happened, self.deals), default=LONG_AGO)
            self._reaches = max(map(_since, self.rows.values()), default=LONG_AGO)
            self._reaches = max(self._reaches, deals)
        return self._reaches


def _since(row: MarkedPosition) -> datetime:
    """Clocks differ: what a reading showed was open when it began."""
    return min(row.opened_at, row.synced_at)


def _open(row: MarkedPosition, lots: Decimal) -> Line:
    return Line(
        row.ticket, row.server_pk, row.symbol, row.side, lots, row.contract_size, row.price_open,
        row.swap, _since(row),
    )  # fmt: skip


def _closed(deal: DealRow, opened_at: datetime) -> Line:
    """What a deal closed; a deal that sells closes what was bought."""
    return Line(
        deal.position_id, deal.server_pk, deal.symbol,
        "buy" if deal.kind == DealKind.SELL else "sell", deal.lots_closed, deal.contract_size,
        deal.price_position, deal.swap, deal.opened_at or opened_at, happened(deal),
    )  # fmt: skip


def _fresh(deal: DealRow, lots: Decimal) -> Line:
    return Line(
        deal.position_id, deal.server_pk, deal.symbol, deal.kind.value, lots,
        deal.contract_size, deal.price, ZERO, happened(deal),
    )  # fmt: skip
