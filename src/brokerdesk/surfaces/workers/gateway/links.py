"""A connection that is opened when needed and dropped when in doubt."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from brokerdesk.ports.trading import PlatformAway, PlatformRefused, Session, TradingPlatform

from .tally import Tally

log = logging.getLogger(__name__)


class Link:
    """One purpose's connection to one server; used by one task at a time.

    One that is not `kept` is closed after each use, so that another is no reconnect.
    """

    def __init__(
        self, platform: TradingPlatform, tally: Tally, purpose: str, *, kept: bool
    ) -> None:
        self._platform, self._tally, self._purpose = platform, tally, purpose
        self._kept = kept
        self._session: Session | None = None
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def use(self) -> AsyncIterator[Session]:
        """Lend the session, connecting first when there is none.

        Any failure but an explicit refusal drops it: the next use has a new connection.
        """
        async with self._turn:
            session = self._session
            if session is None or not session.alive:
                await self._drop()
                session = self._session = await self._open()
            try:
                yield session
            except PlatformRefused:
                raise
            except BaseException:
                await self._drop()
                raise

    async def close(self) -> None:
        """Close the connection; the next use opens another."""
        async with self._turn:
            await self._drop()

    async def _open(self) -> Session:
        try:
            session = await self._platform.connect(self._purpose)
        except OSError as error:
            raise PlatformAway(str(error)) from None
        self._tally.connected(self._purpose, kept=self._kept)
        log.info("connected to %s for %s", self._tally.server, self._purpose)
        return session

    async def _drop(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()
