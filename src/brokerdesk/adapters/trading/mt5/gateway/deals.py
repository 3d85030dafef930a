"""Deals over one connection, read by windows of server time."""

import asyncio
from collections.abc import AsyncIterator, Sequence

from brokerdesk.kit.slices import Slices, chunks
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.trading import DealWindow, PlatformAway, PlatformDeal

from ..client import PAGE, Mt5Client
from ..errors import UNSUPPORTED, Refused
from ..mapping import DealMapper
from ..names import Row
from .link import Link

YIELDED = 2_000
BATCH_LOGINS = 500
PAGE_TRIES = 5


class Mt5Deals:
    """Implements DealsPort."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._client = link.client

    async def deals(self, window: DealWindow) -> AsyncIterator[list[PlatformDeal]]:
        """Read a window slice by slice; slices shrink where deals are many.

        Yields non-empty lists of at most 2,000, sorted overall by (server_time_ms, ticket).
        """
        mapper = DealMapper(self._link.time, await self._link.cents())
        slices = Slices(window.from_s, window.to_s, first_s=window.first_s)
        for start, end in slices:
            rows = await self._slice(window, start, end)
            for part in chunks(_sorted(rows), YIELDED):
                yield mapper.many(part)
                await asyncio.sleep(0)
            slices.held(len(rows))

    async def deal(self, ticket: int) -> PlatformDeal | None:
        """DEAL_GET."""
        row = await self._client.deal_get(ticket)
        if row is None:
            return None
        return DealMapper(self._link.time, await self._link.cents()).one(row)

    async def deal_count(self, login: int, from_s: int, to_s: int) -> int:
        """DEAL_GET_TOTAL."""
        return await self._client.deal_get_total(login, from_s, to_s)

    async def _slice(self, window: DealWindow, from_s: int, to_s: int) -> list[Row]:
        if not window.logins:
            return await read_deals(self._client, from_s, to_s, group_mask=window.group_mask)
        found: list[Row] = []
        for part in chunks(window.logins, BATCH_LOGINS):
            found += await read_deals(self._client, from_s, to_s, logins=part)
        return found


async def read_deals(
    client: Mt5Client,
    from_s: int,
    to_s: int,
    *,
    group_mask: str = "",
    logins: Sequence[int] = (),
) -> list[Row]:
    """Read a window in one batch, or by pages where the build has no batches."""
    try:
        return await client.deal_get_batch(from_s, to_s, group_mask=group_mask, logins=logins)
    except Refused as error:
        if error.retcode not in UNSUPPORTED:
            raise
    found: list[Row] = []
    for login in logins or await client.user_logins(group_mask):
        found += await _paged(client, login, from_s, to_s)
    return found


async def _paged(client: Mt5Client, login: int, from_s: int, to_s: int) -> list[Row]:
    """Read one login's window by pages. Offsets shift when a deal comes in between: read again.

    Raises:
        PlatformAway: it changed during every reading.
    """
    for _try in range(PAGE_TRIES):
        total = await client.deal_get_total(login, from_s, to_s)
        rows: dict[str, Row] = {}
        for offset in range(0, total, PAGE):
            page = await client.deal_get_page(login, from_s, to_s, offset=offset)
            rows |= {str(row.get("Deal")): row for row in page}
        if len(rows) == total == await client.deal_get_total(login, from_s, to_s):
            return list(rows.values())
    raise PlatformAway(
        Marked(_("the deals of login %(login)s changed during every reading"), login=login)
    )


def _sorted(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (_moment(row), int(row.get("Deal") or 0)))


def _moment(row: Row) -> int:
    return int(row.get("TimeMsc") or 0) or int(row.get("Time") or 0) * 1000
