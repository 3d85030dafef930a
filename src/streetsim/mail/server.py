"""Runs the mailbox: SMTP in, HTTP out."""

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from streetsim.common.http import (
    BadRequest,
    Request,
    json_response,
    read_request,
    response,
)

from . import pages
from .store import Store

MAX_MAIL = 10 * 1024 * 1024
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class MailConfig:
    """Where it listens and keeps its mails; port 0 is a free one, no folder means memory."""

    host: str = "127.0.0.1"
    port: int = 0
    http_port: int = 0
    data: Path | None = None


class _Keeper:
    """aiosmtpd's handler: keeps what arrives."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep a mail."""
        content = envelope.content
        raw = content.encode() if isinstance(content, str) else content or b""
        self._store.add(raw, list(envelope.rcpt_tos))
        return "250 OK: kept"


class MailServer:
    """`async with MailServer(config) as mail`."""

    def __init__(self, config: MailConfig) -> None:
        self.config = config
        self.port = 0
        self.http_port = 0
        self._servers: list[asyncio.Server] = []
        self._open: set[asyncio.Task[None]] = set()

    def ports(self) -> dict[str, int]:
        """Where it listens, for the ready line."""
        return {"port": self.port, "http_port": self.http_port}

    async def failed(self) -> None:
        """Wait for ever: nothing runs beside the connections."""
        await asyncio.Event().wait()

    async def __aenter__(self) -> "MailServer":
        config = self.config
        self._store = Store(config.data)
        keeper = _Keeper(self._store)

        def smtp() -> SMTP:
            return SMTP(keeper, data_size_limit=MAX_MAIL, enable_SMTPUTF8=True, ident="streetsim")

        loop = asyncio.get_running_loop()
        door = await loop.create_server(smtp, config.host, config.port)
        page = await asyncio.start_server(self._accept, config.host, config.http_port)
        self._servers = [door, page]
        self.port, self.http_port = (s.sockets[0].getsockname()[1] for s in self._servers)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for server in self._servers:
            server.close()
        for task in list(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)
        self._store.close()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._open.add(task)
            task.add_done_callback(self._open.discard)
        try:
            while (request := await read_request(reader)) is not None:
                writer.write(self._answer(request))
                await writer.drain()
                if not request.keep_alive:
                    break
        except BadRequest:
            writer.write(json_response(400, {"error": "bad request"}))
        except (ConnectionError, asyncio.CancelledError):
            return
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    def _answer(self, request: Request) -> bytes:
        parts = [part for part in request.path.split("/") if part]
        if parts[:2] == ["api", "messages"]:
            return self._api(request, parts[2:])
        if request.method != "GET":
            return json_response(405, {"error": "only GET here"})
        if not parts:
            to = request.query.get("to", "").replace("+", " ").strip()
            return response(200, pages.inbox(self._store.find(to=to), to), HTML)
        mail = self._store.get(_number(parts[1])) if parts[0] == "messages" and parts[1:] else None
        if mail is None:
            return response(404, pages.missing(), HTML)
        body = pages.html_of(mail) if parts[2:] == ["html"] else pages.message(mail)
        return response(200, body, HTML)

    def _api(self, request: Request, rest: list[str]) -> bytes:
        if request.method == "DELETE" and not rest:
            self._store.clear()
            return json_response(200, {"messages": []})
        if request.method != "GET":
            return json_response(405, {"error": "GET or DELETE"})
        if rest:
            mail = self._store.get(_number(rest[0]))
            found: Any = mail.as_json() if mail else {"error": "not found"}
            return json_response(200 if mail else 404, found)
        mails = self._store.find(
            to=request.query.get("to", ""),
            limit=max(1, min(_number(request.query.get("limit", "50")), 500)),
            after=_number(request.query.get("after", "0")),
        )
        body = json.dumps({"messages": [mail.as_json() for mail in mails]}).encode()
        return response(200, body)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
