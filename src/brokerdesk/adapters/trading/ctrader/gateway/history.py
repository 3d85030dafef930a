"""The two histories that make up an account's deals: dealt, and moved."""

from collections.abc import AsyncIterator, Sequence

from ..commands import BALANCE_HISTORY, DEALS
from ..messages import Message
from ..stream import Stream
from .lists import newest_first
from .traders import LATEST_MS

NEAR_MS = 120_000
REMEMBERED = 20_000


class History:
    """Reads windows of server time, both ends inclusive, in milliseconds."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._times: dict[int, tuple[int, int]] = {}

    def operations(self, trader_id: int, from_ms: int, to_ms: int) -> AsyncIterator[Message]:
        """Rows of the balance history of a trader, of all with 0; newest first."""
        owner = {"traderId": trader_id} if trader_id else {}

        async def chunk(first: int, last: int) -> tuple[Sequence[Message], bool]:
            answer = await self._stream.ask(
                BALANCE_HISTORY, fromTimestamp=first, toTimestamp=last, **owner
            )
            return answer.row, answer.hasMore

        return newest_first(
            chunk, lambda row: (row.balanceHistoryId, row.changeBalanceTimestamp), from_ms, to_ms
        )

    def trades(self, trader_ids: Sequence[int], from_ms: int, to_ms: int) -> AsyncIterator[Message]:
        """Deals of traders, of all with none; newest first."""

        async def chunk(first: int, last: int) -> tuple[Sequence[Message], bool]:
            answer = await self._stream.ask(
                DEALS, traderId=trader_ids, fromTimestamp=first, toTimestamp=last
            )
            return answer.deal, answer.hasMore

        return newest_first(chunk, lambda row: (row.dealId, row.executionTimestamp), from_ms, to_ms)

    def note(self, ticket: int, server_ms: int, slack_ms: int = NEAR_MS) -> None:
        """Remember about when an operation was: the server finds none by its number."""
        self._times[ticket] = (server_ms - slack_ms, server_ms + slack_ms)
        if len(self._times) > REMEMBERED:
            del self._times[next(iter(self._times))]

    async def operation(self, ticket: int, number: int) -> Message | None:
        """Find an operation near its remembered time, else in the whole history."""
        from_ms, to_ms = self._times.get(ticket, (0, LATEST_MS))
        async for row in self.operations(0, from_ms, to_ms):
            if row.balanceHistoryId == number:
                return row
        return None
