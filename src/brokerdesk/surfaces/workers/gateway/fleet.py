"""All servers of one process: started when enabled, restarted when changed or broken."""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass

from brokerdesk.kit.errors import DomainError
from brokerdesk.modules.trading import queries
from brokerdesk.modules.trading.types import ServerRow

from .database import Database
from .pace import Pace
from .server import ServerGateway
from .waiting import BackOff, pause

log = logging.getLogger(__name__)
LOOK_S = 3.0
STOP_S = 20.0


@dataclass(slots=True)
class _Member:
    """A server as it was when its task started."""

    row: ServerRow
    stop: asyncio.Event
    task: asyncio.Task[None]

    def outdated(self, row: ServerRow) -> bool:
        """Whether the connection's settings changed since."""
        names = ("kind", "config", "group_mask", "code")
        return any(getattr(self.row, name) != getattr(row, name) for name in names)


class Fleet:
    """Keeps one task per enabled server, or per named one."""

    def __init__(self, only: tuple[str, ...], pace: Pace, stop: asyncio.Event) -> None:
        self._only, self._pace, self._stop = only, pace, stop
        self._database = Database()
        self._members: dict[int, _Member] = {}

    async def run(self) -> None:
        """Follow the list of servers until stopped; then let each end its command."""
        back_off = BackOff(self._pace.retry_s)
        try:
            while not self._stop.is_set():
                try:
                    await self._follow()
                except Exception:
                    log.exception("the list of servers cannot be read")
                    await back_off.wait(self._stop)
                    continue
                back_off.reset()
                await pause(self._stop, LOOK_S)
        finally:
            await asyncio.gather(*(self._end(pk) for pk in list(self._members)))
            self._database.close()

    async def _follow(self) -> None:
        rows = {row.pk: row for row in await self._database(self._rows)}
        for pk, member in list(self._members.items()):
            row = rows.get(pk)
            if row is None or member.outdated(row):
                await self._end(pk)
        for pk, row in rows.items():
            if pk not in self._members:
                self._start(row)

    def _rows(self) -> list[ServerRow]:
        rows = queries.servers_enabled()
        if not self._only:
            return rows
        return [row for row in rows if {row.code, row.public_id} & set(self._only)]

    def _start(self, row: ServerRow) -> None:
        stop = asyncio.Event()
        task = asyncio.create_task(self._keep(row, stop), name=f"gateway {row.code}")
        self._members[row.pk] = _Member(row, stop, task)

    async def _keep(self, row: ServerRow, stop: asyncio.Event) -> None:
        """Run one server's gateway again and again; one that breaks does not touch the others."""
        back_off = BackOff(self._pace.retry_s)
        while not stop.is_set():
            try:
                await ServerGateway(row, self._database, self._pace, stop).run()
            except DomainError as error:
                log.error("%s cannot be served: %s", row.code, error)
            except Exception:
                log.exception("the gateway of %s starts over", row.code)
            await back_off.wait(stop)

    async def _end(self, pk: int) -> None:
        """Stop one server's gateway: gently, then by force."""
        member = self._members.pop(pk)
        member.stop.set()
        _, late = await asyncio.wait({member.task}, timeout=STOP_S)
        if late:
            member.task.cancel()
            with suppress(asyncio.CancelledError):
                await member.task
