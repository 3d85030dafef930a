"""Open positions and waiting orders as the server lists them."""

from collections.abc import AsyncIterator, Sequence

from ..commands import ORDERS, POSITIONS, Command
from ..messages import Message
from ..stream import Stream
from .lists import newest_first
from .traders import LATEST_MS


def open_positions(stream: Stream, trader_id: int = 0) -> AsyncIterator[Message]:
    """Read the open positions of a trader, of all with 0."""
    return _opened(stream, POSITIONS, trader_id)


def waiting_orders(stream: Stream, trader_id: int = 0) -> AsyncIterator[Message]:
    """Read the waiting orders of a trader, of all with 0."""
    return _opened(stream, ORDERS, trader_id)


def _opened(stream: Stream, command: Command, trader_id: int) -> AsyncIterator[Message]:
    owner = {"traderId": trader_id} if trader_id else {}

    async def chunk(first: int, last: int) -> tuple[Sequence[Message], bool]:
        answer = await stream.ask(command, fromTimestamp=first, toTimestamp=last, **owner)
        rows = answer.position if command is POSITIONS else answer.order
        return rows, answer.hasMore

    def key(row: Message) -> tuple[int, int]:
        number = row.positionId if command is POSITIONS else row.orderId
        return number, row.tradeData.openTimestamp

    return newest_first(chunk, key, 0, LATEST_MS)
