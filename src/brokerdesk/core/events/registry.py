"""Which handler listens to which event."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from .types import Event, EventMeta, event_types

E = TypeVar("E", bound=Event)
Handler = Callable[[Any, EventMeta], None]


@dataclass(frozen=True, slots=True)
class HandlerSpec:
    """One handler. `name` is what the record of handled events keeps: never rename it."""

    group: str
    name: str
    event: type[Event]
    run: Handler


_handlers: dict[tuple[str, str], list[HandlerSpec]] = {}


def handles(
    event: type[E], *, group: str
) -> Callable[[Callable[[E, EventMeta], None]], Callable[[E, EventMeta], None]]:
    """Register a handler of an event for a group, which is the room's name.

    The handlers of one group run in one transaction per event, in order per aggregate.
    """

    def register(run: Callable[[E, EventMeta], None]) -> Callable[[E, EventMeta], None]:
        spec = HandlerSpec(group, f"{group}.{run.__name__}", event, run)
        listed = _handlers.setdefault((group, event.type), [])
        listed[:] = [h for h in listed if h.name != spec.name] + [spec]
        return run

    return register


def handlers_of(group: str, event_type: str) -> list[HandlerSpec]:
    """Handlers of a group for an event type, in order of registration."""
    return _handlers.get((group, event_type), [])


def specs_of(group: str) -> list[HandlerSpec]:
    """All handlers of a group."""
    return [spec for (owner, _), specs in _handlers.items() if owner == group for spec in specs]


def groups() -> list[str]:
    """All handler groups of this program."""
    return sorted({group for group, _ in _handlers})


def routes() -> dict[str, list[str]]:
    """Groups that listen to each known event type; a type without any is not streamed."""
    return {name: [g for g in groups() if handlers_of(g, name)] for name in event_types()}


def forget(group: str) -> None:
    """Remove a group's handlers (for tests that register their own)."""
    for key in [k for k in _handlers if k[0] == group]:
        del _handlers[key]
