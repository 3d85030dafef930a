"""Equities for those who look at them: some times a second, for as long as they ask."""

import json
import time
from collections import deque
from collections.abc import Callable, Iterable

from brokerdesk.core.events.names import prefix

from ...types import Quality, telling
from .desk import ShardDesk

LOOKED_FOR_S = 30.0
EVERY_S = 0.25
# So long ticks wait for lookers at a time, however many there are.
SLICE_S = 0.01
Publish = Callable[[str, bytes], None]


def equity_subject(account_pk: int | str) -> str:
    """Core-NATS subject of one account's equity."""
    return f"{prefix()}.equity.{account_pk}"


def watch_equity_subject() -> str:
    """Where those who look say so: {"accounts": [pk, …]}, at least every 20 seconds."""
    return equity_subject("watch")


class Lookers:
    """Which accounts somebody looks at."""

    def __init__(self, desk: ShardDesk, publish: Publish) -> None:
        self._desk, self._publish = desk, publish
        self._until: dict[int, float] = {}
        self._told: dict[int, str] = {}
        self._turn: deque[int] = deque()
        self._at = 0.0

    def look(self, account_pks: Iterable[int]) -> None:
        """Somebody looks at these."""
        until = time.monotonic() + LOOKED_FOR_S
        for pk in account_pks:
            if self._desk.owns(pk):
                self._until[pk] = until
                self._told.pop(pk, None)

    def tell(self) -> None:
        """Publish what is another than before, of as many as there is time for; then the others."""
        began = time.monotonic()
        if not self._turn and began - self._at >= EVERY_S:
            self._at = began
            self._turn.extend(self._until)
        while self._turn:
            pk = self._turn.popleft()
            if self._looked_at(pk, began):
                self._one(pk)
            if time.monotonic() - began > SLICE_S:
                return

    def _looked_at(self, account_pk: int, clock: float) -> bool:
        """Whether somebody looks at an account still."""
        until = self._until.get(account_pk)
        if until is not None and until >= clock and account_pk in self._desk.accounts.kept:
            return True
        self._until.pop(account_pk, None)
        self._told.pop(account_pk, None)
        return False

    def _one(self, account_pk: int) -> None:
        valued = self._desk.now(self._desk.accounts.kept[account_pk])
        told = telling(valued.doubts, len(valued.marks))
        quality = valued.quality if told else Quality.REPORTED
        said = f"{valued.equity} {quality}"
        if self._told.get(account_pk) == said:
            return
        self._told[account_pk] = said
        row = {
            "account": account_pk,
            "equity": str(valued.equity),
            "balance": str(valued.balance),
            "floating": str(valued.floating),
            "margin": str(valued.margin),
            "level": None if valued.level is None else str(valued.level),
            "quality": quality.value,
            "at": valued.at.isoformat(),
        }
        self._publish(equity_subject(account_pk), json.dumps(row).encode())
