"""A clock that several processes read: eight bytes in a file, microseconds since 1970."""

import mmap
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
_NUMBER = struct.Struct("<q")


class SharedClock:
    """Shows the instant that was set last, in whatever process."""

    def __init__(self, path: Path, begin: datetime | None = None) -> None:
        if begin is not None:
            path.write_bytes(_NUMBER.pack((begin - EPOCH) // MICROSECOND))
        with path.open("r+b") as file:
            self._shown = mmap.mmap(file.fileno(), _NUMBER.size)

    def set(self, at: datetime) -> None:
        """Show an instant."""
        self._shown[:] = _NUMBER.pack((at - EPOCH) // MICROSECOND)

    def read(self) -> datetime:
        """The instant shown."""
        (number,) = _NUMBER.unpack(self._shown[:])
        return EPOCH + int(number) * MICROSECOND
