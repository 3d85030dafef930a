"""The venue's commands under their own names, one method each, over one connection."""

import asyncio
import logging
from contextlib import suppress
from typing import Any

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.trading import PlatformAway

from . import wire
from .config import TemplateConfig
from .errors import NOT_FOUND, OK, AnswerLost, BadAnswer, NotSent, Refused

log = logging.getLogger(__name__)


class TemplateClient:
    """One signed-in connection; one command is outstanding at a time.

    A command whose answer does not come in time closes the connection: what arrives later cannot
    be taken for another command's answer.
    """

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, timeout_s: float
    ) -> None:
        self._reader, self._writer, self._timeout_s = reader, writer, timeout_s
        self._turn = asyncio.Lock()
        self._number = 0
        self.alive = True

    @classmethod
    async def open(cls, config: TemplateConfig) -> "TemplateClient":
        """Connect and sign in.

        Raises:
            PlatformAway: no connection, or no answer in time.
            Refused: the manager is not accepted.
        """
        try:
            async with asyncio.timeout(config.connect_timeout_s):
                reader, writer = await asyncio.open_connection(
                    config.host, config.port, limit=wire.MAX_LINE
                )
        except (OSError, TimeoutError) as error:
            raise PlatformAway(
                Marked(
                    _("%(host)s:%(port)s: %(cause)s"),
                    host=config.host,
                    port=config.port,
                    cause=str(error) or Marked(_("no answer")),
                )
            ) from None
        client = cls(reader, writer, config.answer_timeout_s)
        try:
            password = config.password.get_secret_value()
            await client.read("hello", login=config.login, password=password)
        except BaseException:
            await client.close()
            raise
        return client

    async def close(self) -> None:
        """Close the connection."""
        self.alive = False
        self._writer.close()
        with suppress(OSError):
            await self._writer.wait_closed()

    async def command(self, do: str, **fields: object) -> wire.Answer:
        """Send one command and wait for its answer, of whatever code.

        Raises:
            NotSent: the connection was down before.
            AnswerLost: it went down, or the time passed, after the command was written.
            BadAnswer: the answer is unreadable.
        """
        async with self._turn:
            if not self.alive:
                raise NotSent(Marked(_("%(do)s: the connection is closed"), do=do))
            self._number += 1
            log.debug("to the platform: %s %s", do, wire.masked(fields))
            try:
                async with asyncio.timeout(self._timeout_s):
                    self._writer.write(wire.request_line(self._number, do, fields))
                    await self._writer.drain()
                    return await self._answer(self._number)
            except (OSError, TimeoutError) as error:
                await self.close()
                raise AnswerLost(
                    Marked(
                        _("%(do)s: %(cause)s"),
                        do=do,
                        cause=str(error) or Marked(_("no answer in time")),
                    )
                ) from None
            except BaseException:
                await self.close()
                raise

    async def _answer(self, number: int) -> wire.Answer:
        """Read on to the answer of one request; older answers that come again are let go."""
        while True:
            line = await self._reader.readline()
            if not line.endswith(b"\n"):
                raise AnswerLost(Marked(_("the server closed the connection")))
            answer = wire.parse_answer(line)
            if answer.id == number:
                return answer

    async def read(self, do: str, **fields: object) -> Any:
        """Send a read; its data.

        Raises:
            Refused: any code but success.
        """
        answer = await self.command(do, **fields)
        if answer.code != OK:
            raise Refused(answer.code, answer.text or "refused")
        return answer.data

    async def read_or_none(self, do: str, **fields: object) -> Any:
        """Send a read of one record; a missing one is None."""
        try:
            return await self.read(do, **fields)
        except Refused as refused:
            if refused.code == NOT_FOUND:
                return None
            raise

    async def rows(self, do: str, **fields: object) -> list[dict[str, Any]]:
        """Send a read of a list."""
        found = await self.read(do, **fields)
        if not isinstance(found, list):
            raise BadAnswer(Marked(_("%(do)s: a list was expected"), do=do))
        return found
