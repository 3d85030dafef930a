"""The platform and its sessions."""

import time

from brokerdesk.ports.trading import (
    AccountsPort,
    BalancePort,
    DealingPort,
    DealsPort,
    MarketPort,
    PushPort,
    Session,
)

from ..config import CTraderConfig
from ..rest import WebServices
from ..stream import Stream
from .accounts import CTraderAccounts
from .balance import CTraderBalance
from .dealing import CTraderDealing
from .deals import CTraderDeals
from .history import History
from .link import Link
from .market import CTraderMarket
from .push import CTraderPush


class CTraderSession:
    """One signed-in connection of each interface; implements Session."""

    def __init__(self, link: Link) -> None:
        self._link = link
        history = History(link.stream)
        self._accounts = CTraderAccounts(link)
        self._balance = CTraderBalance(link, history)
        self._deals = CTraderDeals(link, history)
        self._market = CTraderMarket(link)
        self._dealing = CTraderDealing(link)
        self._push = CTraderPush(link)

    async def close(self) -> None:
        """Close the connections; a command that waits gets Unknown."""
        await self._link.close()

    async def ping(self) -> float:
        """Make a round trip; gives its seconds."""
        started = time.perf_counter()
        await self._link.measure()
        return time.perf_counter() - started

    @property
    def alive(self) -> bool:
        """Whether commands can be sent."""
        return self._link.stream.alive

    @property
    def accounts_port(self) -> AccountsPort:
        """Accounts."""
        return self._accounts

    @property
    def balance_port(self) -> BalancePort:
        """Money."""
        return self._balance

    @property
    def deals_port(self) -> DealsPort:
        """Deals."""
        return self._deals

    @property
    def market_port(self) -> MarketPort:
        """Positions, orders, groups, symbols, prices, clock."""
        return self._market

    @property
    def dealing_port(self) -> DealingPort | None:
        """Closing positions."""
        return self._dealing

    @property
    def push_port(self) -> PushPort | None:
        """The events of the Manager API."""
        return self._push


class CTraderPlatform:
    """One environment by its configuration; implements TradingPlatform."""

    def __init__(self, config: CTraderConfig) -> None:
        self._config = config

    async def connect(self, purpose: str) -> Session:
        """Sign in at both interfaces and measure the clock. `purpose` names it in logs only.

        Raises:
            PlatformAway: no connection, or no answer in time.
            PlatformRefused: the manager account is not accepted.
            PlatformError: the server is not what it claims to be.
        """
        tls = self._config.tls()
        stream = await Stream.open(self._config, tls)
        link = Link(self._config, stream, WebServices(self._config, tls))
        try:
            await link.rest.sign_in()
            await link.measure()
        except BaseException:
            await link.close()
            raise
        return CTraderSession(link)
