"""The ticks around verdicts, noted for their reports while the desk still remembers them."""

from datetime import datetime, timedelta
from typing import Final

from brokerdesk.modules.valuation.watching import Desk

from ..reports import seal_from

_EVERY: Final = timedelta(seconds=1)


class Noting:
    """Notes one report at a time; where none is due it looks again a second later."""

    def __init__(self) -> None:
        self._again_at: datetime | None = None

    def note(self, desk: Desk, at: datetime) -> None:
        """Note what is due by then."""
        if self._again_at is None or at >= self._again_at:
            found = seal_from(desk, at, most=1)
            self._again_at = None if found else at + _EVERY
