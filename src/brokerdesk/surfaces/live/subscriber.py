"""One open stream and what waits to be sent over it."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from brokerdesk.modules.valuation.queries import WatchedRow

from .scope import Viewer

QUEUE_SIZE = 300
RESET: dict[str, Any] = {"type": "live.reset", "sequence": None}


@dataclass(eq=False)
class Subscriber:
    """One open stream. `queue` ends with None when it must close.

    watched: the accounts whose equity it is told of; moved: their newest figures, not yet queued.
    """

    viewer: Viewer
    queue: "asyncio.Queue[dict[str, Any] | None]" = field(
        default_factory=lambda: asyncio.Queue(QUEUE_SIZE)
    )
    watched: dict[int, WatchedRow] = field(default_factory=dict)
    moved: dict[int, dict[str, Any]] = field(default_factory=dict)

    def offer(self, event: dict[str, Any]) -> None:
        """Queue what the viewer may learn of an event; an overrun becomes one reset."""
        self._show(self.viewer.view(event))

    def address(self, event: dict[str, Any]) -> None:
        """Queue an event that was found to concern the viewer."""
        self._show(self.viewer.view_addressed(event))

    def _show(self, shown: dict[str, Any] | None) -> None:
        if shown is not None:
            self.put(shown)

    def put(self, item: dict[str, Any] | None) -> None:
        """Queue an item; when the queue is full, everything queued becomes one reset."""
        if self.queue.full():
            while not self.queue.empty():
                self.queue.get_nowait()
            self.queue.put_nowait(RESET)
        self.queue.put_nowait(item)
