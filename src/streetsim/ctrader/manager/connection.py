"""A manager's connection: hello, sign-in, requests."""

import asyncio
import hashlib
import hmac
from collections.abc import Callable, Sequence
from typing import Any

from streetsim.common.venue.config import Manager

from ..dispatch import Dispatcher
from ..errors import Refusal
from ..kinds import Crud
from ..proto import MANAGER, Kind
from ..session import Reply, WireConnection
from .base import REQUESTS, Call, made

_AUTH = MANAGER.number("ManagerAuthReq")
_CRUD = MANAGER.number("CrudTraderReq")
_KINDS = {Crud.CREATE: "CREATE", Crud.DELETE: "DELETE"}


class ManagerConnection(WireConnection):
    """Serves one manager; while signed in it is among the members."""

    messages = MANAGER
    execution = MANAGER.number("ExecutionEvent")

    def __init__(
        self,
        dispatcher: Dispatcher,
        members: list["ManagerConnection"],
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        super().__init__(dispatcher, reader, writer)
        self._members = members
        self.manager: Manager | None = None
        self.spots: set[int] = set()
        self.wanted_events: set[int] = set()

    def greet(self) -> None:
        """Push the hello."""
        self.send(MANAGER.number("Hello"), made("Hello"))

    def left(self) -> None:
        """Leave the hub."""
        if self in self._members:
            self._members.remove(self)

    def wants(self, number: int) -> bool:
        """Tell whether an event is wanted here."""
        return not self.wanted_events or number in self.wanted_events

    def names(self, number: int, request: Kind) -> Sequence[str]:
        """Name a request for the fault switches."""
        if number == _AUTH:
            return "AUTH", str(number)
        entry = REQUESTS.get(number)
        if entry is None:
            raise Refusal("UNSUPPORTED_MESSAGE", f"payload type {number}")
        if self.manager is None:
            raise Refusal("NOT_ENOUGH_RIGHTS", "sign in first")
        kind = _KINDS.get(request.operation, entry.kind) if number == _CRUD else entry.kind
        return kind, str(number)

    def perform(self, number: int, request: Kind) -> Reply | None:
        """Answer a request."""
        if number == _AUTH:
            return MANAGER.number("ManagerAuthRes"), self._sign_in(request)
        entry, manager = REQUESTS[number], self.manager
        if manager is None or not manager.enabled:
            raise Refusal("NOT_ENOUGH_RIGHTS")
        if entry.right is not None and entry.right not in manager.rights:
            raise Refusal("NOT_ENOUGH_RIGHTS")
        answer = entry.handler(Call(self.world, manager, request, self.spots, self.wanted_events))
        return None if entry.answer is None else (MANAGER.number(entry.answer), answer)

    def _sign_in(self, request: Kind) -> Any:
        config = self.world.config
        if (request.plantId, request.environmentName) != (config.plant, config.environment):
            raise Refusal("CANT_ROUTE_REQUEST", "no such plant or environment")
        manager = signed_in(self.world.managers.get, request.login, request.passwordHash)
        self.manager = manager
        if self not in self._members:
            self._members.append(self)
        rights = sorted(int(right) for right in manager.rights)
        return made("ManagerAuthRes", permission=rights)

    def refused(self, number: int, request: Kind, refusal: Refusal) -> Reply:
        """Render a refusal; a trading request's is an event of its own."""
        entry = REQUESTS.get(number)
        if entry is None or entry.answer is not None:
            return self.error(refusal)
        named = request.DESCRIPTOR.fields_by_name
        message = made(
            "OrderErrorEvent",
            errorCode=refusal.code,
            description=refusal.description,
            traderId=request.traderId,
            orderId=request.orderId if "orderId" in named else None,
            positionId=request.positionId if "positionId" in named else None,
        )
        return MANAGER.number("OrderErrorEvent"), message


def signed_in(find: Callable[[int], Manager | None], login: int, password_hash: str) -> Manager:
    """Return the manager of a login and an MD5 of its password. Raises: Refusal."""
    manager = find(login)
    if manager is None or not manager.enabled:
        raise Refusal("AUTHENTICATION_FAILED")
    right = hashlib.md5(manager.password.encode(), usedforsecurity=False).hexdigest()
    if not hmac.compare_digest(right.encode(), password_hash.lower().encode()):
        raise Refusal("AUTHENTICATION_FAILED")
    return manager
