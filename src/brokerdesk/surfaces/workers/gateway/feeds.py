"""What the pages show of a platform: positions, figures, prices, groups and symbols."""

import time
from collections.abc import Awaitable, Callable

from brokerdesk.kit.clock import now
from brokerdesk.modules.trading import queries
from brokerdesk.modules.trading.services import sync
from brokerdesk.modules.trading.services.credits import check_credits
from brokerdesk.modules.trading.services.mirrors import check_mirrors
from brokerdesk.modules.trading.services.positions import check_positions
from brokerdesk.modules.trading.services.servers import set_clock
from brokerdesk.ports.trading import Capability, Session

from . import metrics
from .context import Context

Step = Callable[[Session], Awaitable[None]]


class Feeds:
    """Reads in turns over one connection, each at its own pace."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._link = context.link("market")
        pace = context.pace
        self._turns: list[tuple[float, Step]] = [
            (pace.clock_s, self._clock),
            (pace.catalog_s, self._catalog),
            (pace.positions_s, self._positions),
            (pace.orders_s, self._orders),
            (pace.accounts_s, self._busy_accounts),
            (pace.all_accounts_s, self._all_accounts),
            (pace.mirrors_s, self._mirrors),
            (pace.quotes_s, self._quotes),
        ]
        self._due = [0.0] * len(self._turns)
        self._symbols: list[str] = []
        self._busy: set[int] = set()

    def hurry(self) -> None:
        """Positions and moved accounts are due now: the platform told of a change."""
        for index, (_every_s, turn) in enumerate(self._turns):
            if turn in (self._positions, self._busy_accounts):
                self._due[index] = 0.0

    @property
    def pause_s(self) -> float:
        """How long to wait between two rounds."""
        return min(every_s for every_s, _ in self._turns) / 2

    async def step(self) -> None:
        """Do what is due."""
        async with self._link.use() as session:
            for index, (every_s, turn) in enumerate(self._turns):
                started = time.monotonic()
                if started >= self._due[index]:
                    await turn(session)
                    self._due[index] = started + every_s

    async def close(self) -> None:
        """Close the connection."""
        await self._link.close()

    async def _clock(self, session: Session) -> None:
        clock = self._context.clock = await session.market_port.clock()
        await self._context.database(set_clock, self._context.server.pk, clock)

    async def _catalog(self, session: Session) -> None:
        context, began = self._context, now()
        groups = await session.market_port.groups()
        await context.database(sync.sync_groups, context.server.pk, groups, began)
        symbols = await session.market_port.symbols()
        await context.database(sync.sync_symbols, context.server.pk, symbols, began)
        self._symbols = [symbol.name for symbol in symbols]
        context.read_at["catalog"] = began

    async def _positions(self, session: Session) -> None:
        context, began = self._context, now()
        positions = await session.market_port.positions(context.server.group_mask)
        await context.database(sync.sync_positions, context.server.pk, positions, began)
        context.read_at["positions"] = began
        await context.teller.positions(positions, began)
        self._busy = {position.login for position in positions}

    async def _orders(self, session: Session) -> None:
        context, began = self._context, now()
        if Capability.ORDERS in context.capabilities:
            orders = await session.market_port.orders(context.server.group_mask)
            await context.database(sync.sync_orders, context.server.pk, orders, began)
            context.read_at["orders"] = began

    async def _busy_accounts(self, session: Session) -> None:
        """Figures of accounts with positions, and of those whose deals just came."""
        moved, self._context.moved_logins = self._context.moved_logins, set()
        ours = set(await self._context.database(queries.logins_of, self._context.server.pk))
        await self._accounts(session, sorted((self._busy | moved) & ours), "figures")

    async def _all_accounts(self, session: Session) -> None:
        ours = await self._context.database(queries.logins_of, self._context.server.pk)
        await self._accounts(session, ours, "all_figures")

    async def _accounts(self, session: Session, logins: list[int], what: str) -> None:
        context, began = self._context, now()
        if logins:
            accounts = await session.accounts_port.accounts(logins)
            await context.database(sync.sync_accounts, context.server.pk, accounts, began)
            await context.teller.figures(accounts, began)
        context.read_at[what] = began

    async def _mirrors(self, session: Session) -> None:
        """Compare, once deals were read: every difference gets its name."""
        del session
        context = self._context
        if context.polled_at is not None:
            found = await context.database(check_mirrors, context.server.pk, at=now())
            found += await context.database(check_credits, context.server.pk, at=now())
            found += await context.database(
                check_positions,
                context.server.pk,
                opening_deals=Capability.OPENING_DEALS in context.capabilities,
                polled_at=context.polled_at,
                at=now(),
            )
            metrics.DIFFERENCES.labels(context.server.code).set(found)

    async def _quotes(self, session: Session) -> None:
        context, began = self._context, now()
        if not self._symbols:
            return
        quotes = await session.market_port.quotes(self._symbols)
        if quotes:
            await context.database(sync.sync_quotes, context.server.pk, quotes)
            await context.teller.quotes(quotes, began)
        context.read_at["prices"] = began
