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
        self.accounts_port: AccountsPort = CTraderAccounts(link)
        self.balance_port: BalancePort = CTraderBalance(link, history)
        self.deals_port: DealsPort = CTraderDeals(link, history)
        self.market_port: MarketPort = CTraderMarket(link)
        self.dealing_port: DealingPort | None = CTraderDealing(link)
        self.push_port: PushPort | None = CTraderPush(link)
        self.calculator_port: CalculatorPort | None = None

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
