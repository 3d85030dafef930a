"""Messages filled from records: a field takes the attribute of its name in snake case."""

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from .proto import Kind

# What the server knows and never tells.
_SECRET = frozenset({"passwordHash", "phonePassword"})


@lru_cache(maxsize=1024)
def snake(name: str) -> str:
    """Convert a wire name."""
    return re.sub(r"(?<!^)([A-Z]+)", lambda found: f"_{found[0].lower()}", name)


@lru_cache(maxsize=1024)
def camel(name: str) -> str:
    """Convert a record's name."""
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


def render(kind: Kind, source: object = None, /, **more: Any) -> Any:
    """Make a message from a record; `more` has the fields that the record has not."""
    message = kind()
    fill(message, source, more)
    return message


def fill(message: Any, source: object, more: dict[str, Any]) -> None:
    """Set the fields of a message; what is None stays unset."""
    for field in message.DESCRIPTOR.fields:
        name = field.name
        if name in _SECRET:
            continue
        value = more[name] if name in more else getattr(source, snake(name), None)
        if value is None:
            continue
        if field.message_type is None:
            _scalar(message, name, value)
        elif isinstance(value, Sequence):
            for item in value:
                _nested(getattr(message, name).add(), item)
        else:
            _nested(getattr(message, name), value)


def _nested(message: Any, value: object) -> None:
    if hasattr(value, "DESCRIPTOR"):
        message.CopyFrom(value)
    else:
        fill(message, value, {})


def _scalar(message: Any, name: str, value: object) -> None:
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        getattr(message, name).extend(value)
    else:
        setattr(message, name, float(value) if isinstance(value, Decimal) else value)


def values(message: Any) -> dict[str, Any]:
    """Return the fields that a message has, by their names in snake case."""
    return {snake(field.name): value for field, value in message.ListFields()}


def price(message: Any, name: str) -> Decimal | None:
    """Read a price; absent or zero is none."""
    number = getattr(message, name)
    return Decimal(repr(number)) if message.HasField(name) and number else None
