"""What a method of the bridge gets, and the table of methods."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from ..codes import invalid
from ..views import MAX_S, seconds_of
from ..world import World

MAX_LIMIT = 5000
Row = TypeVar("Row")

# Deadlines by sort of call, in seconds.
TRADE, READ, CHANGE, HISTORY = 5.0, 10.0, 15.0, 30.0


@dataclass(slots=True)
class Call:
    """One call. `args` are the parts of the path after the method's name."""

    name: str
    world: World
    args: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    ip: str = "127.0.0.1"
    paging: dict[str, Any] = field(default_factory=dict)

    def integer_arg(self, index: int = 0) -> int:
        """Read a number of the path. Raises: BridgeError."""
        return _integer("path", self.args[index])

    def text(self, name: str, default: str | None = None) -> str:
        """Read a query value; names match in any case. Raises: BridgeError when it is missing."""
        for known, value in self.pairs:
            if known.lower() == name.lower():
                return value
        if default is None:
            raise invalid(f"missing: {name}")
        return default

    def integers(self, name: str) -> list[int]:
        """Read a repeated query parameter. Raises: BridgeError."""
        return [_integer(name, text) for key, text in self.pairs if key.lower() == name.lower()]

    def flag(self, name: str) -> bool:
        return self.text(name, "false").lower() in ("true", "1")

    def window(self, start: str, end: str) -> tuple[int, int]:
        """Read two times, each may be missing; both ends belong to it. Raises: BridgeError."""
        return seconds_of(self.text(start, "0")), seconds_of(self.text(end, str(MAX_S)))

    def json(self) -> Any:
        """Read the body, whatever content type it came with. Raises: BridgeError."""
        try:
            return json.loads(self.body, parse_float=Decimal)
        except ValueError:
            raise invalid("the body is no JSON") from None

    def object(self) -> dict[str, Any]:
        """Read the body as an object. Raises: BridgeError."""
        value = self.json()
        if not isinstance(value, dict):
            raise invalid("the body must be an object")
        return value

    def page(self, rows: Sequence[Row], key: Callable[[Row], int]) -> list[Row]:
        """Cut rows to the asked page; they are ordered by a key that stays. Raises: BridgeError."""
        ordered = sorted(rows, key=key)
        after = _after(self.text("cursor", ""))
        if after is not None:
            ordered = [row for row in ordered if key(row) > after]
        given = self.text("limit", "")
        if not given:
            return ordered
        limit = _integer("limit", given)
        if not 1 <= limit <= MAX_LIMIT:
            raise invalid(f"limit must be 1 to {MAX_LIMIT}")
        more = len(ordered) > limit
        ordered = ordered[:limit]
        cursor = _cursor(key(ordered[-1])) if more else None
        self.paging = {"nextCursor": cursor, "hasMore": more}
        return ordered


def _integer(name: str, text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise invalid(f"{name}: not a number: {text}") from None


def _cursor(key: int) -> str:
    return base64.urlsafe_b64encode(f"after:{key}".encode()).decode().rstrip("=")


def _after(cursor: str) -> int | None:
    if not cursor:
        return None
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        return int(text.removeprefix("after:"))
    except ValueError:
        raise invalid("no such cursor") from None


Step = Callable[[Call], Any]


@dataclass(frozen=True, slots=True)
class Method:
    """A method of the bridge: its verb, the number of path parts, its deadline in seconds."""

    verb: str
    name: str
    args: int
    deadline_s: float
    step: Step


METHODS: dict[tuple[str, str, int], Method] = {}


def method(verb: str, name: str, args: int = 0, *, within: float = READ) -> Callable[[Step], Step]:
    """Register a step as a method."""

    def register(step: Step) -> Step:
        METHODS[verb, name.lower(), args] = Method(verb, name, args, within, step)
        return step

    return register
