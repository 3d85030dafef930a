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

from ..client import Mt5Client
from ..config import Mt5Config
from ..connection import Connection
from .accounts import Mt5Accounts
from .balance import Mt5Balance
from .calculators import Mt5Calculators
from .dealing import Mt5Dealing
from .deals import Mt5Deals
from .link import Link
from .market import Mt5Market


class Mt5Session:
    """One authenticated connection; implements Session."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self.accounts_port: AccountsPort = Mt5Accounts(link)
        self.balance_port: BalancePort = Mt5Balance(link)
        self.deals_port: DealsPort = Mt5Deals(link)
        self.market_port: MarketPort = Mt5Market(link)
        self.dealing_port: DealingPort | None = Mt5Dealing(link)
        # The Web API tells nothing by itself.
        self.push_port: PushPort | None = None
        self.calculator_port: CalculatorPort | None = Mt5Calculators(link)

    async def close(self) -> None:
        """Close the connection; a command that waits gets Unknown."""
        await self._link.client.connection.close()

    async def ping(self) -> float:
        """Make a round trip; gives its seconds."""
        started = time.perf_counter()
        await self._link.client.test_access()
        return time.perf_counter() - started

    @property
    def alive(self) -> bool:
        """Whether commands can be sent."""
        return self._link.client.connection.alive


class Mt5Platform:
    """One server by its configuration; implements TradingPlatform."""

    def __init__(self, config: Mt5Config) -> None:
        self._config = config

    async def connect(self, purpose: str) -> Session:
        """Open a session and measure the server's clock. `purpose` names it in logs only.

        Raises:
            PlatformAway: no connection, or no answer in time.
            PlatformRefused: the manager account is not accepted.
            PlatformError: the server is not what it claims to be.
        """
        connection = await Connection.open(self._config)
        link = Link(Mt5Client(connection, self._config), self._config)
        try:
            await link.measure()
        except BaseException:
            await connection.close()
            raise
        return Mt5Session(link)
