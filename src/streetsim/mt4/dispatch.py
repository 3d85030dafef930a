"""Between a connection and the methods: tokens, faults, deadlines, keys, envelopes."""

import asyncio
import json
import logging
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from streetsim.common.faults import Fault, FaultBox
from streetsim.common.http import Request

from .codes import BridgeError, Refusal, Ret, invalid, refusal_of
from .engine.balance import duplicate_balance
from .faults import SERVER_FAULTS
from .keys import UNKNOWN, Keys
from .methods import METHODS, Call, Method
from .methods.trades import type_name
from .tokens import DISCOVERY_PATH, TOKEN_PATH, Tokens
from .world import World

log = logging.getLogger(__name__)
PREFIX = "/api/v2/mt4/"
HUB_PATH = "/hubs/mt4/v2"
_MAX_TIMEOUT_S = 300.0


@dataclass(slots=True)
class Delivery:
    """How an answer goes out: not at all (body None), cut, several times."""

    status: int
    body: bytes | None
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    copies: int = 1
    close: bool = False


def render(value: Any) -> str:
    """Render JSON; decimals become numbers."""
    return json.dumps(value, default=_number, separators=(",", ":"))


def _number(value: object) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"no JSON: {value!r}")


def _plain(status: int, value: Any) -> Delivery:
    return Delivery(status, render(value).encode())


def _failed(error: BridgeError) -> str:
    shown = {"code": error.code, "managerCode": error.manager_code, "message": str(error)}
    return render({"data": None, "error": shown, "meta": {"activityId": uuid.uuid4().hex}})


class Dispatcher:
    """Runs calls one at a time against the world."""

    def __init__(
        self, world: World, box: FaultBox, trouble: Callable[[Fault], Awaitable[None]]
    ) -> None:
        self.world = world
        self.box = box
        self.tokens = Tokens(world.config)
        self.counts: dict[str, int] = {}
        self._keys = Keys(world)
        self._trouble = trouble

    async def answer(self, request: Request, base: str) -> Delivery:
        """Answer one request; `base` is the address that the client used."""
        path = request.path.rstrip("/").lower()
        if path == DISCOVERY_PATH:
            return _plain(200, self.tokens.discovery(base))
        if path == TOKEN_PATH:
            return await self._around("token", request, lambda: self._grant(request), "")
        client = self.tokens.client_of(request)
        if client is None:
            return _unauthorized()
        if path == "/api/tradeplatforms":
            return _plain(200, [{"id": self.world.config.platform, "name": "StreetSim-MT4"}])
        if path == HUB_PATH + "/negotiate" and request.method == "POST":
            return self._negotiate(request)
        if path.startswith(PREFIX):
            return await self._method(request, client)
        return _plain(404, {"error": "no such path"})

    def _grant(self, request: Request) -> Delivery:
        status, body = self.tokens.grant(request)
        return _plain(status, body)

    def refuse_hub(self, request: Request) -> Delivery | None:
        """Refuse a hub without a good token, or of another platform."""
        if self.tokens.client_of(request) is None:
            return _unauthorized()
        if request.query.get("tradePlatform", "").lower() != self.world.config.platform:
            return _plain(404, {"error": "no such trade platform"})
        return None

    def _negotiate(self, request: Request) -> Delivery:
        """Offer a WebSocket; any id opens it, for the bearer token decides."""
        refusal = self.refuse_hub(request)
        if refusal is not None:
            return refusal
        number = uuid.uuid4().hex
        transport = {"transport": "WebSockets", "transferFormats": ["Text"]}
        offer: dict[str, Any] = {"connectionId": number, "availableTransports": [transport]}
        if request.query.get("negotiateVersion", "0") != "0":
            offer |= {"negotiateVersion": 1, "connectionToken": uuid.uuid4().hex}
        else:
            offer["negotiateVersion"] = 0
        return _plain(200, offer)

    async def _method(self, request: Request, client: str) -> Delivery:
        platform, _, rest = request.path[len(PREFIX) :].rstrip("/").partition("/")
        name, *args = rest.split("/")
        found = METHODS.get((request.method, name.lower(), len(args)))
        if found is None:
            return _plain(404, {"error": f"no such method: {request.method} {rest}"})
        call = Call(found.name, self.world, tuple(args), request.pairs, request.body)
        if platform.lower() != self.world.config.platform:
            error = BridgeError("NotFound", "no such trade platform")
            return Delivery(200, _failed(error).encode())
        return await self._around(
            found.name, request, lambda: self._perform(found, call, request, client), client, found
        )

    def _perform(self, found: Method, call: Call, request: Request, client: str) -> Delivery:
        try:
            if not self.world.connected:
                raise Refusal(Ret.NO_CONNECT)
            if found.verb == "GET":
                return Delivery(200, _run(found, call).encode())
            answer = self._keys.run(request, client, lambda: self._change(found, call))
        except BridgeError as error:
            answer = _failed(error)
        except Exception:
            log.exception("%s failed", call.name)
            self.world.load()
            answer = _failed(BridgeError("Internal", "internal error"))
        return Delivery(200, answer.encode())

    def _change(self, found: Method, call: Call) -> str:
        """Perform a change; a refused one leaves nothing behind and is an answer too."""
        try:
            return _run(found, call)
        except BridgeError as error:
            self.world.load()
            return _failed(error)

    async def _around(
        self,
        name: str,
        request: Request,
        perform: Callable[[], Delivery],
        client: str,
        found: Method | None = None,
    ) -> Delivery:
        """Perform a call with its deadline and the faults that fire on it."""
        self.counts[name] = self.counts.get(name, 0) + 1
        fired = self.box.on_command(_names(name, request), time.monotonic())
        acts = {fault.do: fault for fault in fired}
        if "expired_token" in acts:
            self.tokens.expire()
            return _unauthorized()
        wait = found.deadline_s if found is not None else _MAX_TIMEOUT_S
        try:
            wait = _deadline(request, wait)
            delivery = await self._timed(acts, wait, perform, request, client)
        except BridgeError as error:
            delivery = Delivery(200, _failed(error).encode())
        for fault in fired:
            if fault.do in SERVER_FAULTS:
                await self._trouble(fault)
        if "x-request-timeout" in request.headers and found is not None:
            delivery.headers["X-Request-Timeout-Applied"] = f"{wait:g}"
        return delivery

    async def _timed(
        self,
        acts: dict[str, Fault],
        wait: float,
        perform: Callable[[], Delivery],
        request: Request,
        client: str,
    ) -> Delivery:
        if not await _pause(acts.get("delay"), "before", wait):
            if request.method == "GET":
                return _lost(BridgeError("Timeout", "not answered in time"), "timeout")
            return _lost(BridgeError("Busy", "not started in time"), "not-started")
        _refuse(acts.get("refuse"))
        unknown = acts.get("outcome_unknown")
        if unknown is not None and not unknown.options.get("performed", True):
            self._keys.forget_outcome(request, client)
            return _lost(UNKNOWN, "unknown")
        delivery = perform()
        self._deliver(delivery, acts)
        if unknown is not None or not await _pause(acts.get("delay"), "after", wait):
            if request.method == "GET":
                return _lost(BridgeError("Timeout", "not answered in time"), "timeout")
            self._keys.forget_outcome(request, client)
            return _lost(UNKNOWN, "unknown")
        return delivery

    def _deliver(self, delivery: Delivery, acts: dict[str, Fault]) -> None:
        delivery.cut = "cut" in acts
        drop, duplicate = acts.get("drop_answer"), acts.get("duplicate")
        value = json.loads(delivery.body or b"null", parse_float=Decimal)
        data = value.get("data") if isinstance(value, dict) else None
        if duplicate is not None and duplicate.options.get("what") != "operation":
            delivery.copies = 2
        elif duplicate is not None and isinstance(data, dict) and data.get("order"):
            duplicate_balance(self.world, int(data["order"]))
        if "reorder" in acts and isinstance(data, list):
            delivery.body = render(value | {"data": data[::-1]}).encode()
        if drop is not None:
            delivery.body = None
            delivery.close = bool(drop.options.get("close", False))


def _run(found: Method, call: Call) -> str:
    data = found.step(call)
    meta: dict[str, Any] = {"activityId": uuid.uuid4().hex}
    if call.paging:
        meta["paging"] = call.paging
    return render({"data": data, "error": None, "meta": meta})


def _names(name: str, request: Request) -> tuple[str, ...]:
    """Name a call for the faults: its method, and a transaction also with its type."""
    if name != "TradeTransaction":
        return (name.upper(),)
    try:
        kind = type_name(json.loads(request.body))
    except ValueError:
        kind = ""
    return (name.upper(), f"{name}:{kind}".upper())


def _deadline(request: Request, usual: float) -> float:
    """Return how long a call may take. Raises: BridgeError."""
    text = request.headers.get("x-request-timeout")
    if text is None:
        return usual
    try:
        wait = float(text)
    except ValueError:
        raise invalid("X-Request-Timeout: not a number") from None
    if not 1 <= wait <= _MAX_TIMEOUT_S:
        raise invalid("X-Request-Timeout: 1 to 300 seconds")
    return wait


def _refuse(fault: Fault | None) -> None:
    if fault is None:
        return
    if "code" in fault.options:
        raise BridgeError(str(fault.options["code"]), "refused by a fault")
    raise refusal_of(str(fault.options.get("managerCode", "TooFrequent")))


async def _pause(fault: Fault | None, stage: str, wait: float) -> bool:
    """Delay at a stage; tell whether the deadline still holds."""
    if fault is None or fault.options.get("stage", "before") != stage:
        return True
    seconds = float(fault.options.get("seconds", 2))
    await asyncio.sleep(min(seconds, wait))
    return seconds <= wait


def _lost(error: BridgeError, outcome: str) -> Delivery:
    return Delivery(200, _failed(error).encode(), {"X-Request-Outcome": outcome})


def _unauthorized() -> Delivery:
    delivery = _plain(401, {"error": "invalid_token"})
    delivery.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
    return delivery
