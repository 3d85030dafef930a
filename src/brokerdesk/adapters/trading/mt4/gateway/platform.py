"""The platform and its sessions."""

import time

from brokerdesk.ports.trading import (
    AccountsPort,
    BalancePort,
    CalculatorPort,
    DealingPort,
    DealsPort,
    MarketPort,
    PushPort,
    Session,
)

from ..api import Mt4Api
from ..config import Mt4Config
from .accounts import Mt4Accounts
from .balance import Mt4Balance
from .dealing import Mt4Dealing
from .deals import Mt4Deals
from .link import Link
from .market import Mt4Market
from .pushes import Mt4Pushes


class Mt4Session:
    """One sign-in at the bridge; implements Session."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self.accounts_port: AccountsPort = Mt4Accounts(link)
        self.balance_port: BalancePort = Mt4Balance(link)
        self.deals_port: DealsPort = Mt4Deals(link)
        self.market_port: MarketPort = Mt4Market(link)
        self.dealing_port: DealingPort | None = Mt4Dealing(link)
        self._pushes = Mt4Pushes(link)
        self.push_port: PushPort | None = self._pushes
        self.calculator_port: CalculatorPort | None = None

    async def close(self) -> None:
        """Close all connections; a change that waits gets Unknown."""
        await self._pushes.close()
        await self._link.api.close()

    async def ping(self) -> float:
        """Make a round trip to the server; gives its seconds."""
        started = time.perf_counter()
        await self._link.api.get("ServerTime")
        return time.perf_counter() - started

    @property
    def alive(self) -> bool:
        """Whether commands can be sent."""
        return self._link.api.alive


class Mt4Platform:
    """One server by its bridge; implements TradingPlatform."""

    def __init__(self, config: Mt4Config) -> None:
        self._config = config

    async def connect(self, purpose: str) -> Session:
        """Sign in, find the trade platform and measure the server's clock.

        Raises:
            PlatformAway: no connection, or no answer in time.
            PlatformRefused: the client is not accepted, or there is no such platform.
            PlatformError: the bridge is not what it claims to be.
        """
        del purpose
        api = Mt4Api(self._config)
        link = Link(api)
        try:
            await api.sign_in()
            await link.measure()
        except BaseException:
            await api.close()
            raise
        return Mt4Session(link)
