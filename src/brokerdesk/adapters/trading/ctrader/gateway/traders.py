"""Which trader has which login and group: the port knows logins, the Manager API trader ids."""

import asyncio
import time
from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from dataclasses import dataclass

from brokerdesk.kit.slices import chunks

from ..commands import LIGHT_TRADERS, TRADERS, TRADERS_BY_ID, Command
from ..errors import ABSENT, Refused
from ..messages import Message
from ..stream import Stream
from .lists import newest_first

BATCH = 500
# Registrations may come with another clock of the server, a little out of order.
OVERLAP_MS = 3_600_000
# So old may the knowledge of groups become; events renew it at once, unless one was lost.
STALE_S = 60.0
LATEST_MS = 1 << 53


@dataclass(frozen=True, slots=True)
class Known:
    """What is remembered of a trader."""

    trader_id: int
    login: int
    group_id: int
    asset_id: int


class Traders:
    """Filled from every reading and event of a session; read again on a miss."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._by_id: dict[int, Known] = {}
        self._ids: dict[int, int] = {}
        self._newest_ms = 0
        self._whole_at: float | None = None
        self._lock = asyncio.Lock()
        self.logins: dict[int, int] = {}

    def remember(self, row: Message) -> None:
        """Keep what a trader's record says."""
        known = Known(row.traderId, row.login, row.groupId, row.depositAssetId)
        self._by_id[known.trader_id] = known
        self._ids[known.login] = known.trader_id
        self.logins[known.trader_id] = known.login
        self._newest_ms = max(self._newest_ms, row.registrationTimestamp)

    async def by_login(self, login: int) -> Known | None:
        """Find a login; a miss reads the newest accounts, then now and then all."""
        if login not in self._ids:
            async with self._lock:
                if login not in self._ids:
                    await self._look(login)
        trader_id = self._ids.get(login)
        return None if trader_id is None else self._by_id[trader_id]

    async def ids(self, logins: Iterable[int]) -> list[int]:
        """The trader ids of logins; unknown logins are left out."""
        found = [await self.by_login(login) for login in logins]
        return [known.trader_id for known in found if known]

    async def _look(self, login: int) -> None:
        if self._whole_at is not None:
            await self._light(max(self._newest_ms - OVERLAP_MS, 0))
        if login not in self._ids and self._stale():
            await self._light(0)

    def _stale(self) -> bool:
        return self._whole_at is None or time.monotonic() - self._whole_at > STALE_S

    async def _light(self, from_ms: int) -> set[int]:
        """Read the accounts registered since a time, briefly; 0 reads all."""
        began, found = time.monotonic(), set[int]()
        async for row in self._registered(LIGHT_TRADERS, from_ms):
            self.remember(row)
            found.add(row.traderId)
        if not from_ms:
            self._whole_at = began
        return found

    def every(self) -> AsyncIterator[Message]:
        """Read all traders whole, the newest first."""
        return self._registered(TRADERS, 0)

    def _registered(self, command: Command, from_ms: int) -> AsyncIterator[Message]:
        async def chunk(first: int, last: int) -> tuple[Sequence[Message], bool]:
            answer = await self._stream.ask(command, fromTimestamp=first, toTimestamp=last)
            return answer.trader, answer.hasMore

        return newest_first(
            chunk, lambda row: (row.traderId, row.registrationTimestamp), from_ms, LATEST_MS
        )

    async def know(self, trader_ids: Collection[int]) -> None:
        """Read the traders that are not remembered yet; one that is not shown stays unknown."""
        await self.read([number for number in trader_ids if number not in self._by_id])

    async def read(self, trader_ids: Sequence[int]) -> list[Message]:
        """TraderById in batches; unknown traders are left out."""
        found = [row for part in chunks(trader_ids, BATCH) for row in await self._batch(part)]
        for row in found:
            self.remember(row)
        return found

    async def _batch(self, trader_ids: Sequence[int]) -> list[Message]:
        """Read some traders; where one that is absent fails all of them, by ever smaller parts."""
        try:
            return [*(await self._stream.ask(TRADERS_BY_ID, ids=trader_ids)).trader]
        except Refused as error:
            if error.code not in ABSENT:
                raise
        if len(trader_ids) == 1:
            return []
        half = len(trader_ids) // 2
        return [*await self._batch(trader_ids[:half]), *await self._batch(trader_ids[half:])]

    def known(self, trader_id: int) -> Known | None:
        """What is remembered of a trader."""
        return self._by_id.get(trader_id)

    async def renew(self) -> None:
        """Read all again when the last whole reading is too old."""
        async with self._lock:
            if self._stale():
                await self._light(0)

    async def all(self) -> set[int]:
        """Read all now; gives their trader ids."""
        async with self._lock:
            return await self._light(0)
