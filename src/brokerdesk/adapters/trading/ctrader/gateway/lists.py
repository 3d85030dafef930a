"""Lists that come newest first, in chunks that overlap by a row."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _

from ..errors import BadAnswer
from ..messages import Message

# Reads a chunk between two server times; says whether there are older rows.
Chunk = Callable[[int, int], Awaitable[tuple[Sequence[Message], bool]]]
# A row's id and time.
Key = Callable[[Message], tuple[int, int]]


async def newest_first(chunk: Chunk, key: Key, from_ms: int, to_ms: int) -> AsyncIterator[Message]:
    """Read all rows of a window, each once, chunk by chunk backwards.

    Raises:
        BadAnswer: the list does not go on though the server says that there is more.
    """
    seen: set[int] = set()
    until = to_ms
    while True:
        rows, more = await chunk(from_ms, until)
        keys = [key(row) for row in rows]
        fresh = [row for row, (number, _) in zip(rows, keys, strict=True) if number not in seen]
        for row in fresh:
            yield row
        if not more:
            return
        if not fresh:
            raise BadAnswer(Marked(_("a list of the server does not go on")))
        seen = {number for number, _ in keys}
        until = min(at for _, at in keys)
