"""What the gateway tells the valuation at once: changed prices, changed accounts, how far it knows.

Nothing is told before it is in the database, and nothing waits for the bus.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from brokerdesk.core.events.ticks import TickWriter
from brokerdesk.kit.clock import now
from brokerdesk.ports.trading import PlatformAccount, PlatformPosition, Quote

# So many go into one lot: it must stay far below the bus's limit of a message.
LOGINS_A_LOT, QUOTES_A_LOT = 20_000, 4_000
_Figures = tuple[Decimal, Decimal, Decimal]
_Held = tuple[int, Decimal, Decimal, Decimal]


class Teller:
    """Remembers what was told of one server, and tells what is new."""

    def __init__(self, server_pk: int, *, pushed: bool) -> None:
        self.writer = TickWriter()
        self.listening_since: datetime | None = None
        self._server_pk, self._pushes = server_pk, pushed
        self._quotes: dict[str, Quote] = {}
        self._held: dict[int, _Held] = {}
        self._figures: dict[int, _Figures] = {}
        self._deals_at: datetime | None = None
        self._positions_at: datetime | None = None
        self._settled_to: datetime | None = None

    @property
    def pushed(self) -> bool:
        """Whether deals are told by the platform now, and were read since it began to."""
        since, read = self.listening_since, self._deals_at
        return self._pushes and since is not None and read is not None and read >= since

    async def quotes(
        self, quotes: Iterable[Quote], received_at: datetime, *, heard: bool = False
    ) -> None:
        """Tell the prices that are others than before, in the order in which they came.

        A reading may be overtaken by what was `heard` meanwhile: its older prices are no news.
        """
        fresh = []
        for quote in quotes:
            before = self._quotes.get(quote.symbol)
            overtaken = before is not None and not heard and quote.at < before.at
            if quote != before and not overtaken:
                self._quotes[quote.symbol] = quote
                fresh.append([quote.symbol, str(quote.bid), str(quote.ask), quote.at.isoformat()])
        for start in range(0, len(fresh), QUOTES_A_LOT):
            await self._tell(received_at, quotes=fresh[start : start + QUOTES_A_LOT])

    async def deals(self, logins: Collection[int]) -> None:
        """Tell whose deals were stored."""
        await self._logins(sorted(logins))

    async def read_deals(self, began: datetime) -> None:
        """Note that all deals up to an instant are stored."""
        self._deals_at = began
        await self.settled()

    async def positions(self, positions: Sequence[PlatformPosition], began: datetime) -> None:
        """Tell whose positions are others than at the last reading."""
        held = {p.ticket: (p.login, p.lots, p.price_open, p.swap) for p in positions}
        changed = {
            entry[0]
            for ticket in self._held.keys() | held.keys()
            for entry in (self._held.get(ticket), held.get(ticket))
            if entry is not None and self._held.get(ticket) != held.get(ticket)
        }
        self._held, self._positions_at = held, began
        await self._logins(sorted(changed))
        await self.settled()

    async def figures(self, accounts: Sequence[PlatformAccount], began: datetime) -> None:
        """Tell that figures were read, and whose balance, credit or margin is another."""
        changed = []
        for account in accounts:
            shown = (account.balance, account.credit, account.margin)
            if self._figures.get(account.login) != shown:
                self._figures[account.login] = shown
                changed.append(account.login)
        await self._tell(now(), logins=[], figures_at=began.isoformat())
        await self._logins(changed)

    async def settled(self) -> None:
        """Tell how far deals and positions are known, when that is further than before."""
        received_at = now()
        if self._reached(received_at) != self._settled_to:
            await self._tell(received_at)

    def _reached(self, received_at: datetime) -> datetime | None:
        if self.pushed:
            return received_at
        if self._deals_at is None or self._positions_at is None:
            return None
        return min(self._deals_at, self._positions_at)

    async def _logins(self, logins: Sequence[int]) -> None:
        for start in range(0, len(logins), LOGINS_A_LOT):
            await self._tell(now(), logins=list(logins[start : start + LOGINS_A_LOT]))

    async def _tell(self, received_at: datetime, **more: Any) -> None:
        self._settled_to = self._reached(received_at)
        lot = {
            "server": self._server_pk,
            "received_at": received_at.isoformat(),
            "settled_to": self._settled_to and self._settled_to.isoformat(),
            "positions_at": self._positions_at and self._positions_at.isoformat(),
            "pushed": self.pushed,
            **more,
        }
        if not await self.writer.publish(self._server_pk, lot):
            self._forget()

    def _forget(self) -> None:
        """What was not told counts as unknown, and is told when the bus is back."""
        self._quotes.clear()
