"""The report's body: everything that a decision rests on, in one canonical form."""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Final

from brokerdesk.kit.canonical import canonical
from brokerdesk.kit.instants import written
from brokerdesk.kit.reading import Fields

from ..engine import Calendar, Programme, State, fingerprint, parse_programme, read_event
from ..engine.events import Event
from .clocks import clocks, latency
from .facts import AROUND, FORMAT, Facts, Row, Told
from .formula import Decided, formulas
from .words import rule_texts

PARTS: Final = (
    "account", "changed", "clocks", "crowd", "deals", "decision", "formulas", "journal", "latency",
    "programme", "report", "states", "subject", "ticks",
)  # fmt: skip


_WHERE_THERE_IS_SOMETHING: Final = frozenset({"changed"})


def build(facts: Facts) -> bytes:
    """Write a report's body: canonical JSON with a SHA-256 of each part.

    Raises:
        CaseError: programme, journal or states are none of the engine's.
    """
    programme = parse_programme(Fields("programme", facts.document))
    told = facts.told
    body: dict[str, object] = {
        "report": _report(facts),
        "subject": _subject(facts),
        "programme": _programme(facts.document, programme),
        "decision": {
            "at": written(facts.decided_at),
            "seq": told.entries[-1]["seq"],
            "lines": list(told.lines),
            "line": told.line,
        },
        "formulas": formulas(decided(programme, told)),
        "journal": _journal(told),
        "states": {
            "before": _state(told.before),
            "after": _state(told.after),
            "restored": _state(told.restored) if told.restored else None,
        },
        "account": facts.market.account,
        "deals": list(facts.market.deals),
        "ticks": _ticks(facts),
        "clocks": clocks(programme, facts.decided_at, facts.subject.server_offset_s),
        "latency": latency(_cause(told), facts.received_at, facts.recorded_at),
        "crowd": {"accounts": facts.market.accounts, "tick_seq": _cause(told).get("tick_seq")},
    }
    if facts.market.changed:
        body["changed"] = list(facts.market.changed)
    return canonical(body | {"format": FORMAT, "parts": part_hashes(body)})


def part_hashes(body: Mapping[str, object]) -> dict[str, str]:
    """SHA-256 of the canonical form of each part."""
    there = [name for name in PARTS if name in body or name not in _WHERE_THERE_IS_SOMETHING]
    return {name: sha256(canonical(body[name])).hexdigest() for name in there}


def decided(programme: Programme, told: Told) -> Decided:
    """What formulas are made of."""
    return Decided(
        programme,
        State.from_json(told.before),
        State.from_json(told.after),
        event_of(told.entries[-1]),
        calendar_of(told.calendar),
        told.lines[told.line],
    )


def event_of(entry: Row) -> Event:
    """An entry's event, read as a line of a history is.

    Raises:
        CaseError: it is none.
    """
    return read_event(json.dumps(entry["event"], ensure_ascii=False))


def calendar_of(rows: object) -> Calendar:
    """The releases that counted.

    Raises:
        CaseError: one of them is no event.
    """
    listed = rows if isinstance(rows, list | tuple) else []
    return Calendar.of(read_event(json.dumps(row, ensure_ascii=False)) for row in listed)


def programme_words(programme: Programme) -> list[Row]:
    """The rules as sealed: name and English sentence."""
    return [{"rule": rule, "text": str(text)} for rule, text in rule_texts(programme)]


def _report(facts: Facts) -> Row:
    origin = facts.origin
    previous = {"id": origin.previous, "sha256": origin.previous_sha256}
    return {
        "id": origin.report,
        "house": origin.house,
        "brand": origin.brand,
        "software": origin.software,
        "made_at": written(origin.made_at),
        "previous": previous if origin.previous else None,
    }


def _subject(facts: Facts) -> Row:
    about = facts.subject
    return {
        "attempt": about.attempt,
        "stage": about.stage,
        "decision": about.decision,
        "account": about.account,
        "server": about.server,
    }


def _programme(document: Row, programme: Programme) -> Row:
    return {
        "document": document,
        "fingerprint": fingerprint(programme),
        "name": programme.name,
        "version": programme.version,
        "rules": programme_words(programme),
    }


def _journal(told: Told) -> Row:
    return {
        "began_at": written(told.began_at),
        "whole": told.whole,
        "calendar": list(told.calendar),
        "entries": [{name: _plain(row[name]) for name in _ENTRY} for row in told.entries],
    }


_ENTRY: Final = ("seq", "at", "event", "cause", "recorded_at")


def _plain(value: object) -> object:
    return written(value) if isinstance(value, datetime) else value


def _state(text: bytes) -> object:
    return json.loads(text)


def _cause(told: Told) -> Row:
    cause = told.entries[-1].get("cause")
    return cause if isinstance(cause, Mapping) else {}


def _ticks(facts: Facts) -> Row:
    at, found = facts.decided_at, facts.market.ticks
    return {
        "since": written(at - AROUND),
        "until": written(at + AROUND),
        "missing": facts.market.why_no_ticks,
        "columns": ["seq", "at", "bid", "ask", "received_at", "fault"],
        "symbols": {name: [list(row) for row in rows] for name, rows in (found or {}).items()},
    }
