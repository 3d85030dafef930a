"""What an event is: the base class of facts, its envelope, and its stored form."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Self

from pydantic import TypeAdapter

_types: dict[str, type["Event"]] = {}


class Event:
    """Base of all facts: a frozen keyword-only dataclass named in past tense.

    Fields are str, int, bool, None, Decimal, datetime, date and tuples of them; ids, never
    personal data. A field added later needs a default, so that stored payloads still load;
    any other change raises `version` and overrides `upgrade`.
    """

    type: ClassVar[str]
    version: ClassVar[int] = 1
    _adapter: ClassVar[TypeAdapter[Any]]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        name = cls.__dict__.get("type")
        if name is None:
            return
        known = _types.get(name)
        if known is not None and _path(known) != _path(cls):
            raise ValueError(f"event type {name} is declared by {_path(known)} and {_path(cls)}")
        _types[name] = cls

    @classmethod
    def upgrade(cls, payload: dict[str, Any], version: int) -> dict[str, Any]:
        """Turn a payload of an older version into one of this version."""
        return payload

    @classmethod
    def _codec(cls) -> TypeAdapter[Any]:
        """Build the class's codec at its first use, when its annotations can be resolved."""
        if "_adapter" not in cls.__dict__:
            cls._adapter = TypeAdapter(cls)
        return cls._adapter

    @classmethod
    def from_payload(cls, payload: dict[str, Any], version: int) -> Self:
        """Load a stored payload.

        Raises:
            UnknownVersion: the payload was written by a newer version of the program.
            ValueError: a field is missing or has the wrong type.
        """
        if version > cls.version:
            raise UnknownVersion(f"{cls.type} version {version} is newer than {cls.version}")
        if version < cls.version:
            payload = cls.upgrade(payload, version)
        loaded: Self = cls._codec().validate_python(payload)
        return loaded

    def to_payload(self) -> dict[str, Any]:
        """Give the JSON form: decimals and instants as strings."""
        payload: dict[str, Any] = self._codec().dump_python(self, mode="json")
        return payload


class UnknownVersion(ValueError):
    """An event that only a newer version of the program understands."""


def _path(cls: type[Event]) -> str:
    return f"{cls.__module__}.{cls.__qualname__}"


def event_class(name: str) -> type[Event] | None:
    """Find the class of an event type; None when this program does not know it."""
    return _types.get(name)


def event_types() -> list[str]:
    """Names of all known event types."""
    return sorted(_types)


@dataclass(frozen=True, slots=True)
class EventMeta:
    """The envelope that a handler sees: `occurred_at` is the fact's, `recorded_at` ours."""

    id: uuid.UUID
    sequence: int | None
    type: str
    aggregate: str
    brand_id: int | None
    actor_ref: str
    occurred_at: datetime
    recorded_at: datetime
    correlation_id: uuid.UUID
    causation_id: uuid.UUID | None
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event as the outbox keeps it. `outbox_id` orders insertion, `sequence` publication."""

    outbox_id: int
    id: uuid.UUID
    sequence: int | None
    type: str
    version: int
    aggregate: str
    brand_id: int | None
    payload: dict[str, Any]
    actor_ref: str
    occurred_at: datetime
    recorded_at: datetime
    correlation_id: uuid.UUID
    causation_id: uuid.UUID | None

    def meta(self, attempt: int = 1) -> EventMeta:
        """Give the envelope for a handler."""
        return EventMeta(
            id=self.id,
            sequence=self.sequence,
            type=self.type,
            aggregate=self.aggregate,
            brand_id=self.brand_id,
            actor_ref=self.actor_ref,
            occurred_at=self.occurred_at,
            recorded_at=self.recorded_at,
            correlation_id=self.correlation_id,
            causation_id=self.causation_id,
            attempt=attempt,
        )
