"""A sealed report as pages and the PDF show it: translated words, numbers as sealed."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _t

from brokerdesk.core.texts import translated
from brokerdesk.core.words import words
from brokerdesk.kit.reading import Fields

from ...engine import parse_programme
from ...evidence import Check, Verification, formula_text, rule_texts, verify
from ...models import Report
from ...services.reports import file_of
from ...types import ReportState

NEAR = 12
"""How many ticks before and after the decision a page shows of each symbol."""
HIDDEN = frozenset({"format", "positions", "held"})
_INSTANT = re.compile(r"^(\d{4}-\d\d-\d\d)T([\d:.]+Z)$")


@dataclass(frozen=True, slots=True)
class Changed:
    """A figure of the engine's state before and after."""

    name: str
    before: str
    after: str

    @property
    def changed(self) -> bool:
        """Whether the decision changed it."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class ChangedDeal:
    """A figure of a deal that the platform changed since; figure empty: the deal was deleted."""

    ticket: int
    at: datetime
    figure: str
    was: str
    became: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of a report."""

    body: dict[str, Any]
    line: dict[str, Any]
    rules: list[tuple[str, str, bool]]
    formulas: list[tuple[str, list[tuple[str, Any]]]]
    states: list[Changed]
    deals: list[ChangedDeal]
    ticks: list[tuple[str, list[dict[str, Any]], int]]
    checks: list[tuple[Check, str]]
    notes: list[str]
    verified: Verification


def shown(report: Report) -> Shown | None:
    """Take a sealed report apart; None while it waits."""
    if report.state != ReportState.SEALED:
        return None
    text = file_of(report)
    body = json.loads(text)["body"]
    line = body["decision"]["lines"][body["decision"]["line"]]
    found = verify(text)
    return Shown(
        body=body,
        line=line,
        rules=_rules(body, line),
        formulas=[_formula(row) for row in body["formulas"]],
        states=_states(body["states"]),
        deals=[one for row in body.get("changed", ()) for one in _deals(row)],
        ticks=[_ticks(name, rows, body) for name, rows in body["ticks"]["symbols"].items()],
        checks=[(check, translated(check.title)) for check in found.checks],
        notes=[translated(note) for note in found.notes],
        verified=found,
    )


def _rules(body: dict[str, Any], line: dict[str, Any]) -> list[tuple[str, str, bool]]:
    """Rule, sentence, and whether it decided."""
    programme = parse_programme(Fields("", body["programme"]["document"]))
    decided = {line.get("rule"), *line.get("also", ())}
    return [
        (words(name), translated(text), name in decided) for name, text in rule_texts(programme)
    ]


def _formula(row: dict[str, Any]) -> tuple[str, list[tuple[str, Any]]]:
    numbers = [
        (_figure(name), ", ".join(value) if isinstance(value, list) else value)
        for name, value in row["numbers"].items()
    ]
    return translated(formula_text(row["name"])), numbers


def _figure(name: str) -> str:
    """A figure of the engine's state in words; its `high` is no level of risk."""
    return _t("High-water mark") if name == "high" else words(name)


def _states(states: dict[str, Any]) -> list[Changed]:
    """All figures, those that the decision changed first."""
    before, after = states["before"], states["after"]
    rows = [
        Changed(_figure(name), _text(name, before.get(name)), _text(name, after.get(name)))
        for name in after
        if name not in HIDDEN
    ]
    return sorted(rows, key=lambda row: not row.changed)


def _text(name: str, value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return _t("Yes") if value else _t("No")
    if name == "status":
        return words(str(value))
    return _INSTANT.sub(r"\1 \2", str(value))


def _deals(row: dict[str, Any]) -> list[ChangedDeal]:
    ticket, at, became = row["ticket"], instant(row["changed_at"]), row["became"]
    if became is None:
        return [ChangedDeal(ticket, at, "", "", _t("Deleted"))]
    return [
        ChangedDeal(ticket, at, words(name), _text(name, was), _text(name, became[name]))
        for name, was in row["was"].items()
    ]


def _ticks(
    name: str, rows: list[list[Any]], body: dict[str, Any]
) -> tuple[str, list[dict[str, Any]], int]:
    """The ticks next to the decision, the one it rests on marked, and how many there are."""
    account = body["account"] or {}
    used = account.get("prices", {}).get(name, {}).get("seq")
    named = [dict(zip(body["ticks"]["columns"], row, strict=True)) for row in rows]
    at = next((n for n, row in enumerate(named) if row["seq"] == used), len(named) // 2)
    near = named[max(at - NEAR, 0) : at + NEAR + 1]
    return name, [row | {"used": row["seq"] == used} for row in near], len(rows)


def instant(text: str) -> datetime:
    """An instant of the report."""
    return Fields("", {"at": text}).instant("at")
