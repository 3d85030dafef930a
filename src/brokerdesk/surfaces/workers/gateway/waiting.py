"""Waits that end early when the process is to stop."""

import asyncio
import random

LONGEST_S = 30.0


async def pause(stop: asyncio.Event, seconds: float, wake: asyncio.Event | None = None) -> None:
    """Wait so long, or until stopped or woken. A wake-up is used up."""
    events = [stop] if wake is None else [stop, wake]
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
    if wake is not None:
        wake.clear()


class BackOff:
    """Waits that double up to 30 s, with jitter so that many do not come back at once."""

    def __init__(self, first_s: float) -> None:
        self._first_s = first_s
        self._failures = 0

    def reset(self) -> None:
        """Start again after a success."""
        self._failures = 0

    def next_s(self) -> float:
        """The longest that the next wait lasts; each call doubles it."""
        longest = min(self._first_s * (1 << self._failures), LONGEST_S)
        self._failures = min(self._failures + 1, 16)
        return longest

    async def wait(self, stop: asyncio.Event) -> None:
        """Wait longer than the last time, by half to all of `next_s`."""
        await pause(stop, self.next_s() * random.uniform(0.5, 1.0))
