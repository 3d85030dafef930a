"""A connection of the REST door."""

import asyncio
import time
from collections import defaultdict, deque

from streetsim.common.connection import HttpConnection
from streetsim.common.http import BadRequest, Request, json_response, response
from streetsim.common.venue.config import Manager

from ..dispatch import Delivery, Dispatcher
from ..errors import Refusal
from .base import ROUTES, STATUS, Answer, Call, Route, body_of

# When each token's last changes were made, for the limit of requests.
Recent = defaultdict[str, deque[float]]


class RestConnection(HttpConnection):
    """Serves the requests of one keep-alive connection."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        recent: Recent,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        super().__init__(reader, writer, dispatcher.world.config.idle_s)
        self._dispatcher = dispatcher
        self._world = dispatcher.world
        self._recent = recent

    async def answer(self, request: Request) -> bool:
        found, parts = _find(request)
        if found is None:
            self._writer.write(_error(Refusal("INVALID_REQUEST", "no such call"), 404))
            return request.keep_alive
        names = (found.kind, f"REST_{found.kind}")
        delivery = await self._dispatcher.run(names, lambda: self._answer(request, found, parts))
        packet = _packet(delivery)
        if delivery.cut:
            self._writer.write(packet[: len(packet) - max(1, len(packet) // 4)])
        elif not delivery.lost:
            self._writer.write(packet * delivery.copies)
        await self._writer.drain()
        return request.keep_alive and not (delivery.cut or delivery.close)

    def broken(self, error: BadRequest) -> bytes:
        return _error(Refusal("INVALID_REQUEST", str(error)), 400)

    def _answer(self, request: Request, found: Route, parts: dict[str, str]) -> Answer:
        manager = None if found.free else self._manager(request)
        if not found.free and request.method != "GET":
            self._limit(request.query["token"])
        if manager is not None and found.right is not None and found.right not in manager.rights:
            raise Refusal("NOT_ENOUGH_RIGHTS")
        call = Call(self._world, manager, request.query, body_of(request.body), parts)
        return found.handler(call)

    def _manager(self, request: Request) -> Manager:
        session = self._world.sessions.get(request.query.get("token", ""))
        manager = self._world.managers.get(session.owner) if session else None
        if manager is None or not manager.enabled:
            raise Refusal("INVALID_TOKEN", "the token is not valid")
        return manager

    def _limit(self, token: str) -> None:
        limit = self._world.config.rest_limit
        if not limit:
            return
        now, recent = time.monotonic(), self._recent[token]
        while recent and recent[0] <= now - 1:
            recent.popleft()
        if len(recent) >= limit:
            raise Refusal("REQUEST_FREQUENCY_EXCEEDED")
        recent.append(now)


def _find(request: Request) -> tuple[Route | None, dict[str, str]]:
    for item in ROUTES:
        found = item.pattern.fullmatch(request.path)
        if found and item.method == request.method:
            return item, found.groupdict()
    return None, {}


def _error(refusal: Refusal, status: int) -> bytes:
    value = {"errorCode": refusal.code, "description": refusal.description}
    return json_response(status, value)


def _packet(delivery: Delivery[Answer]) -> bytes:
    if delivery.status:
        return response(delivery.status, b"", "text/plain")
    if delivery.refusal is not None:
        return _error(delivery.refusal, STATUS.get(delivery.refusal.code, 400))
    answer = delivery.result or Answer()
    if answer.location:
        head = f"HTTP/1.1 302 Found\r\nLocation: {answer.location}\r\nContent-Length: 0\r\n\r\n"
        return head.encode()
    if answer.text is not None:
        text = _reversed_lines(answer.text) if delivery.reverse else answer.text
        return response(answer.status, text.encode(), "text/csv; charset=utf-8")
    if answer.status == 204:
        return b"HTTP/1.1 204 No Content\r\nConnection: keep-alive\r\n\r\n"
    value = answer.value
    if delivery.reverse and isinstance(value, dict):
        value = {k: v[::-1] if isinstance(v, list) else v for k, v in value.items()}
    return json_response(answer.status, value)


def _reversed_lines(text: str) -> str:
    head, *rows = text.splitlines(keepends=True)
    return head + "".join(rows[::-1])
