"""Releases as lines of a file."""

import csv
from datetime import UTC, datetime
from io import StringIO

from django import forms
from django.utils.translation import gettext as _t

from ...services.news import IMPACTS, Told

MOST_LINES = 5_000


def read_lines(text: str) -> list[Told]:
    """The releases of a file.

    Raises:
        ValidationError: it has no head, or a line cannot be read, which is named.
    """
    rows = csv.DictReader(StringIO(text))
    if not {"at", "title"} <= set(rows.fieldnames or ()):
        raise forms.ValidationError(_t("The first line names the columns: at and title at least."))
    found = []
    for number, row in enumerate(rows, 2):
        if number > MOST_LINES:
            raise forms.ValidationError(_t("At most 5,000 lines."))
        try:
            found.append(_line(row))
        except (TypeError, ValueError):
            said = _t("Line %(number)s cannot be read.") % {"number": number}
            raise forms.ValidationError(said) from None
    return found


def _line(row: dict[str, str | None]) -> Told:
    at = datetime.fromisoformat((row["at"] or "").strip())
    impact = (row.get("impact") or "high").strip().lower()
    if impact not in IMPACTS or not (row["title"] or "").strip():
        raise ValueError(impact)
    return Told(
        at=at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC),
        title=(row["title"] or "").strip(),
        impact=impact,
        currency=(row.get("currency") or "").strip().upper(),
        symbols=symbols_of((row.get("symbols") or "").replace(";", ",")),
        source="csv",
    )


def symbols_of(text: str) -> tuple[str, ...] | None:
    """Names with commas between; None where there is none: all."""
    return tuple(one.strip() for one in text.split(",") if one.strip()) or None
