"""A recorded history, evaluated as it would have been live."""

import json
from collections.abc import Iterator, Sequence
from typing import NoReturn

from brokerdesk.kit.reading import CaseError
from brokerdesk.kit.texts import noop as _

from .decisions import Line
from .evaluate import replay, summary
from .events import Calendar, Event, read_event
from .parsing import read_programme


def evaluate_files(programme: bytes, events: bytes) -> str:
    """Give what is decided over a history, and where the account stands, as JSON lines.

    Raises:
        CaseError: one of the two is refused; the key, or the line and its key, is named.
    """
    bought = read_programme(programme)
    history = read_events(events)
    told = _Told(history)
    try:
        decision = replay(bought, told, calendar=Calendar.of(history))
    except CaseError as error:
        if not told.line:
            raise
        _refuse(told.line, error.args[0])
    return "".join(map(_printed, (*decision.lines, summary(decision.state, bought))))


def read_events(text: bytes) -> list[Event]:
    """Read a history's lines.

    Raises:
        CaseError: a line is no event; names the line and the key.
    """
    lines = text.split(b"\n")
    if not lines[-1].strip():
        lines.pop()
    found: list[Event] = []
    for number, line in enumerate(lines, 1):
        try:
            found.append(read_event(line.decode()))
        except UnicodeDecodeError:
            _refuse(number, _("this is no UTF-8 text"))
        except CaseError as error:
            _refuse(number, error.args[0])
    return found


class _Told:
    """A history that knows which line is being told."""

    def __init__(self, events: Sequence[Event]) -> None:
        self.line, self._events = 0, events

    def __iter__(self) -> Iterator[Event]:
        for number, event in enumerate(self._events, 1):
            self.line = number
            yield event


def _refuse(line: int, fault: object) -> NoReturn:
    raise CaseError(_named(line), "%(said)s", said=fault) from None


def _named(line: int) -> str:
    return f"line {line}"


def _printed(line: Line) -> str:
    return json.dumps(line.row(), ensure_ascii=False) + "\n"
