"""A connection of the REST form: the session is the connection."""

import asyncio

from streetsim.common.connection import HttpConnection
from streetsim.common.http import (
    BadRequest,
    Request,
    json_response,
    parse_query,
    response,
)

from . import auth
from .commands import PATHS, Answer, Params
from .dispatch import Delivery, Dispatcher
from .retcodes import Retcode

_AUTH = {"/api/auth/start": "AUTH_START", "/api/auth/answer": "AUTH_ANSWER"}


class RestConnection(HttpConnection):
    """Serves the requests of one keep-alive connection."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        super().__init__(reader, writer, dispatcher.world.config.idle_s)
        self._dispatcher = dispatcher
        self._config = dispatcher.world.config
        self._session = auth.Session()
        self._held: list[bytes] = []

    async def answer(self, request: Request) -> bool:
        if request.path in _AUTH:
            return await self._sign_in(_AUTH[request.path], _params(request)) and request.keep_alive
        if self._session.manager is None:
            await self._write([json_response(403, {"retcode": "8 Not authorized"})])
            return request.keep_alive
        name = PATHS.get(request.path)
        if name is None:
            await self._write([json_response(404, {"retcode": "12002 Not supported"})])
            return request.keep_alive
        if request.method not in ("GET", "POST"):
            await self._write([json_response(405, {"retcode": "3 Invalid parameters"})])
            return request.keep_alive
        delivery = await self._dispatcher.run(
            name, _params(request), self._session.manager, self._session.desk
        )
        await self._send(delivery)
        return request.keep_alive and not (delivery.close or delivery.cut)

    def broken(self, error: BadRequest) -> bytes:
        return json_response(400, {"retcode": f"3 {error}"})

    async def _sign_in(self, name: str, params: Params) -> bool:
        session, world = self._session, self._dispatcher.world

        def step() -> Answer:
            if name == "AUTH_START":
                session.manager = None
                return auth.start(world, session, params)
            return auth.finish(session, params, window_s=self._config.auth_s)

        delivery = await self._dispatcher.sign_in(name, step)
        await self._send(delivery)
        refused = delivery.answer is not None and delivery.answer.code == Retcode.TIMEOUT
        return not (refused or delivery.cut or (delivery.answer is None and delivery.close))

    async def _send(self, delivery: Delivery) -> None:
        if delivery.answer is None:
            return
        raw = self._dispatcher.world.switches.raw_backslashes
        body = delivery.answer.rest(raw_backslashes=raw).encode("utf-8", "surrogatepass")
        packets = [response(200, body)] * delivery.copies
        if delivery.hold:
            self._held += packets
            return
        if delivery.cut:
            packets = [packets[0][: -(len(body) // 2 + 1)]]
        await self._write(packets)
        held, self._held = self._held, []
        await self._write(held)

    async def _write(self, packets: list[bytes]) -> None:
        for packet in packets:
            self._writer.write(packet)
        await self._writer.drain()


def _params(request: Request) -> Params:
    values = {name.upper(): value for name, value in request.query.items()}
    body = request.body.decode("utf-8", "replace")
    if body and not body.lstrip().startswith(("{", "[")):
        values |= {name.upper(): value for name, value in parse_query(body.strip()).items()}
        body = ""
    return Params(values, body)
