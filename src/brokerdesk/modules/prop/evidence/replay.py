"""The engine asked again: the same states and lines must come out, byte for byte."""

from collections.abc import Sequence

from brokerdesk.kit.canonical import canonical
from brokerdesk.kit.reading import CaseError, Fields
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _

from ..engine import Calendar, Programme, State, begin, evaluate
from ..engine.decisions import Line
from .document import calendar_of, event_of
from .opened import Opened


def step_faults(report: Opened, programme: Programme) -> list[Marked]:
    """The last entry, evaluated from the state before."""
    states, calendar = report.part("states"), _calendar(report)
    before = State.from_json(canonical(states.inner("before").body))
    entry = report.part("journal").items("entries")[-1]
    found = evaluate(before, programme, event_of(entry.body), calendar)
    return _compare(report, found.state, found.lines)


def whole_faults(report: Opened, programme: Programme) -> list[Marked]:
    """The whole history from the beginning; each entry knows the releases told by then."""
    journal, calendar = report.part("journal"), calendar_of([])
    state = _first(report, programme)
    entries, lines = journal.items("entries"), tuple[Line, ...]()
    found, told = list[Marked](), list[object]()
    for entry in entries:
        event = entry.inner("event")
        if event.text("type") == "news":
            told.append(event.body)
            calendar = calendar_of(told)
        if entry is entries[0] and _taken_up_alone(entry):
            continue
        if entry is entries[-1]:
            found += _state_faults(report, "before", state)
        decision = evaluate(state, programme, event_of(entry.body), calendar)
        state, lines = decision.state, decision.lines
    return found + _compare(report, state, lines)


def _taken_up_alone(entry: Fields) -> bool:
    """Whether a stage begins here with what people restored, by a version that judged it only from
    the next entry on.
    """
    cause = entry.inner("cause").body
    return cause.get("restored") is True and cause.get("judged") is not True


def _first(report: Opened, programme: Programme) -> State:
    restored = report.part("states").body.get("restored")
    if restored is not None:
        return State.from_json(canonical(restored))
    return begin(programme, report.part("journal").instant("began_at")).state


def entry_faults(report: Opened) -> list[Marked]:
    """Entries are numbered in order, and the last one is what was decided.

    Of a whole history: the calendar is of its releases, and it begins as it says.
    """
    entries = report.part("journal").items("entries")
    numbers = [entry.whole("seq") for entry in entries]
    if not entries or numbers[-1] != report.part("decision").whole("seq"):
        return [Marked(_("the last entry is not the one that was decided"))]
    if not report.part("journal").flag("whole"):
        return []
    if numbers != list(range(1, len(numbers) + 1)):
        return [Marked(_("entries of the journal are missing"))]
    return [*_calendar_faults(report, entries), *_beginning_faults(report, entries[0])]


def _calendar_faults(report: Opened, entries: Sequence[Fields]) -> list[Marked]:
    told = [one.inner("event").body for one in entries if one.inner("event").text("type") == "news"]
    if canonical(told) == canonical(report.part("journal").listed("calendar")):
        return []
    return [Marked(_("the calendar is not of the releases that the journal tells of"))]


def _beginning_faults(report: Opened, first: Fields) -> list[Marked]:
    said = first.inner("cause").body.get("restored") is True
    if said is (report.part("states").body.get("restored") is not None):
        return []
    return [Marked(_("the journal does not begin with the state that is given"))]


def _calendar(report: Opened) -> Calendar:
    return calendar_of(report.part("journal").listed("calendar"))


def _compare(report: Opened, state: State, lines: Sequence[Line]) -> list[Marked]:
    found = _state_faults(report, "after", state)
    decision = report.part("decision")
    said, computed = decision.listed("lines"), [line.row() for line in lines]
    if canonical(said) != canonical(computed):
        found.append(Marked(_("the lines differ: computed %(lines)s"), lines=_text(computed)))
    chosen = decision.whole("line")
    if chosen >= len(said) or decision.text("at") != _at(said[chosen]):
        found.append(Marked(_("the decision is none of the lines")))
    return found


def _state_faults(report: Opened, name: str, state: State) -> list[Marked]:
    said = report.part("states").inner(name).body
    computed = state.document()
    if canonical(said) == canonical(computed):
        return []
    keys = sorted({*said, *computed})
    wrong = [key for key in keys if said.get(key) != computed.get(key)]
    what = Marked(_("the state %(name)s differs in %(keys)s"), name=name, keys=", ".join(wrong))
    return [what]


def _at(line: object) -> str:
    try:
        return Fields.of("line", line).text("at")
    except CaseError:
        return ""


def _text(rows: object) -> str:
    return canonical(rows).decode()
