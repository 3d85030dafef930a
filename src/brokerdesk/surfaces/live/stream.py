"""One live stream: admitted, resumed, followed. It waits in the event loop only."""

import asyncio
import json
from io import BytesIO
from typing import Any

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse

from . import admission
from .audience import missed_by
from .hub import Hub, hub
from .scope import Viewer
from .subscriber import RESET, Subscriber
from .wire import Receive, Scope, Send

BEAT_S = 15.0
LONGEST_S = 3_600.0
MOST_ACCOUNTS, MOST_NAME = 100, 40
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


async def serve(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request for a stream, until its viewer leaves or may not stay."""
    request = ASGIRequest(scope, BytesIO())
    centre = hub()
    viewer = await centre.run(admission.admit, request)
    if viewer is None:
        await _refuse(send, 401)
        return
    since = _since(request)
    try:
        subscriber = await centre.join(viewer, _accounts(request))
    except TimeoutError:
        await _refuse(send, 503)
        return
    gone = asyncio.create_task(_gone(receive))
    try:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await _resume(centre, subscriber, since, send)
        await _follow(subscriber, gone, send)
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        await centre.part(subscriber)
        gone.cancel()


def _since(request: ASGIRequest) -> int | None:
    given = request.headers.get("Last-Event-ID") or request.GET.get("since", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None


def _accounts(request: ASGIRequest) -> list[str]:
    """The accounts whose equity the pages of this browser show; no id has other signs."""
    named = request.GET.get("equity", "").split(",")[:MOST_ACCOUNTS]
    return [one for one in named if len(one) <= MOST_NAME and one.isascii() and one.isidentifier()]


async def _refuse(send: Send, status: int) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"No stream.\n"})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _resume(centre: Hub, subscriber: Subscriber, since: int | None, send: Send) -> None:
    """First what was missed; the subscription already stands, so a repeat is harmless."""
    await _write(send, b"retry: 1500\n: open\n\n")
    if since is None:
        return
    viewer: Viewer = subscriber.viewer
    brand = viewer.brand_pk if viewer.surface == "portal" else None
    found = await centre.run(admission.missed, since, brand)
    addressed: list[dict[str, Any]] | None = []
    if viewer.surface == "portal":
        addressed = await centre.run(missed_by, viewer.actor.id, since, admission.RESUME_LIMIT)
    if found is None or addressed is None:
        await _write(send, encode(RESET))
        return
    shown = [viewer.view(event) for event in found]
    shown += [viewer.view_addressed(event) for event in addressed]
    for event in shown:
        if event is not None:
            await _write(send, encode(event))


async def _follow(subscriber: Subscriber, gone: "asyncio.Task[None]", send: Send) -> None:
    loop = asyncio.get_running_loop()
    until = loop.time() + LONGEST_S
    while loop.time() < until:
        waiting = asyncio.create_task(subscriber.queue.get())
        done, _rest = await asyncio.wait(
            {waiting, gone}, timeout=BEAT_S, return_when=asyncio.FIRST_COMPLETED
        )
        if waiting not in done:
            waiting.cancel()
            if gone in done:
                return
            await _write(send, b": beat\n\n")
            continue
        event = waiting.result()
        if event is None:
            await _write(send, b"event: end\ndata: {}\n\n")
            return
        await _write(send, encode(event))


def encode(event: dict[str, Any]) -> bytes:
    """One event in the form of a stream; its id is the sequence to resume after."""
    number = event.get("sequence")
    head = f"id: {number}\n" if number is not None else ""
    return f"{head}data: {json.dumps(event, separators=(',', ':'))}\n\n".encode()


async def _write(send: Send, data: bytes) -> None:
    await send({"type": "http.response.body", "body": data, "more_body": True})


def stream(request: HttpRequest) -> HttpResponse:
    """Answer where the server is not asynchronous: there are no streams."""
    return HttpResponse("Streams need the asynchronous server.\n", status=501)
