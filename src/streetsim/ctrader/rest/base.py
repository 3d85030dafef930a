"""The register of paths and what a handler is given."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from streetsim.common.venue.config import Manager

from ..config import Right
from ..errors import Refusal
from ..records import Trader
from ..world import World

STATUS = {
    "TRADER_NOT_FOUND": 404,
    "ENTITY_NOT_FOUND": 404,
    "NOT_ENOUGH_RIGHTS": 403,
    "INVALID_TOKEN": 401,
    "AUTHENTICATION_FAILED": 401,
    "REQUEST_FREQUENCY_EXCEEDED": 429,
    "UNKNOWN_ERROR": 500,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A status with a JSON value, a text, or nothing."""

    status: int = 200
    value: Any = None
    text: str | None = None
    location: str = ""


@dataclass(slots=True)
class Call:
    """One request; `manager` is None where no token is asked for."""

    world: World
    manager: Manager | None
    query: dict[str, str]
    body: dict[str, Any]
    parts: dict[str, str] = field(default_factory=dict)

    def trader(self) -> Trader:
        """Return the account of the path. Raises: Refusal."""
        return self.world.trader_by_login(int(self.parts["login"]))

    def number(self, name: str, default: int | None = None) -> int:
        """Read an integer of the body or the query. Raises: Refusal."""
        value = self.body.get(name, self.query.get(name, default))
        try:
            if value is None or isinstance(value, bool):
                raise ValueError
            return int(str(value))
        except ValueError:
            raise Refusal("INVALID_REQUEST", f"{name} must be a whole number") from None

    def text(self, name: str, default: str | None = None) -> str:
        """Read a text of the body. Raises: Refusal."""
        value = self.body.get(name, self.query.get(name, default))
        if not isinstance(value, str):
            raise Refusal("INVALID_REQUEST", f"{name} is missing")
        return value

    def amount(self) -> Decimal:
        """Read the precise amount. Raises: Refusal."""
        value = self.body.get("preciseAmount")
        try:
            if isinstance(value, bool) or value is None:
                raise ValueError
            amount = Decimal(str(value))
        except (ArithmeticError, ValueError):
            raise Refusal("INVALID_REQUEST", "preciseAmount must be a number") from None
        if not amount.is_finite():
            raise Refusal("INVALID_REQUEST", "preciseAmount must be a number")
        return amount


Handler = Callable[[Call], Answer]


@dataclass(frozen=True, slots=True)
class Route:
    """A served path; `{name}` in it stands for digits."""

    method: str
    pattern: re.Pattern[str]
    handler: Handler
    right: Right | None
    kind: str
    free: bool


ROUTES: list[Route] = []


def route(
    method: str, path: str, kind: str, right: Right | None = None, *, free: bool = False
) -> Callable[[Handler], Handler]:
    """Register a handler for a path; a free one needs no token."""
    pattern = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>\\d+)", path) + "/?")

    def register(handler: Handler) -> Handler:
        ROUTES.append(Route(method, pattern, handler, right, kind, free))
        return handler

    return register


def body_of(data: bytes) -> dict[str, Any]:
    """Parse a JSON body; numbers with a point keep their digits. Raises: Refusal."""
    try:
        value = json.loads(data or b"{}", parse_float=Decimal)
    except ValueError:
        raise Refusal("INVALID_REQUEST", "the body is no JSON") from None
    if not isinstance(value, dict):
        raise Refusal("INVALID_REQUEST", "the body must be an object")
    return value
