"""A connection of the bridge: HTTP requests, or a hub's WebSocket."""

import asyncio

from streetsim.common.connection import HttpConnection
from streetsim.common.http import BadRequest, Request, json_response, response
from streetsim.common.websocket import WebSocket, is_upgrade

from .dispatch import HUB_PATH, Delivery, Dispatcher
from .hub import Hub


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

    async def answer(self, request: Request) -> bool:
        if request.path.rstrip("/").lower() == HUB_PATH and is_upgrade(request):
            await self._hub(request)
            return False
        delivery = await self._dispatcher.answer(request, self._base(request))
        await self._send(delivery)
        return request.keep_alive and not (delivery.close or delivery.cut)

    async def _hub(self, request: Request) -> None:
        refusal = self._dispatcher.refuse_hub(request)
        if refusal is not None:
            await self._send(refusal)
            return
        socket = WebSocket(self._reader, self._writer)
        socket.accept(request)
        await Hub(self._dispatcher.world, self._dispatcher.box, socket).run()

    def broken(self, error: BadRequest) -> bytes:
        return json_response(400, {"error": str(error)})

    def _base(self, request: Request) -> str:
        scheme = "https" if self._config.tls else "http"
        return f"{scheme}://{request.headers.get('host', self._config.host)}"

    async def _send(self, delivery: Delivery) -> None:
        if delivery.body is None:
            return
        packet = response(delivery.status, delivery.body, headers=delivery.headers)
        if delivery.cut:
            packet = packet[: -(len(delivery.body) // 2 + 1)]
        for _ in range(delivery.copies):
            self._writer.write(packet)
        await self._writer.drain()
