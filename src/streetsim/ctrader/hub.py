"""Events on their way to the connections of an interface, with the faults of events."""

from typing import Any, Generic, Protocol, TypeVar

from .dispatch import Dispatcher


class Receiver(Protocol):
    """A connection that takes events."""

    def push(self, number: int, message: Any) -> None: ...
    def cut(self, number: int, message: Any) -> None: ...


R = TypeVar("R", bound=Receiver)


class Hub(Generic[R]):
    """The signed-in connections of an interface."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher
        self._held: list[tuple[R, int, Any]] = []
        self.members: list[R] = []

    def publish(self, receivers: list[tuple[R, Any]], number: int) -> None:
        """Send an event of a payload type to each receiver, in its own rendering."""
        fired = {fault.do for fault in self._dispatcher.fired(("EVENT", f"EVENT_{number}"))}
        sent = [(receiver, number, message) for receiver, message in receivers]
        if "drop_answer" in fired:
            return
        if "cut" in fired:
            for receiver, kind, message in sent:
                receiver.cut(kind, message)
            return
        if "reorder" in fired:
            self._held += sent
            return
        for receiver, kind, message in sent * (2 if "duplicate" in fired else 1):
            receiver.push(kind, message)
        held, self._held = self._held, []
        for receiver, kind, message in held:
            receiver.push(kind, message)
