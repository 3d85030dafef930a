"""What holds from when to when: rows are closed and opened, from now on or in the past."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from brokerdesk.core.db import read_rows
from brokerdesk.kit.clock import now

from ..errors import BackdatedChange
from ..queries.earnings import first_line_since

_Row = TypeVar("_Row", bound=Model)
# A change of now takes a moment to be carried out; deals of that moment are of before it.
_MOMENT = timedelta(minutes=1)
_ACCRUED = "SELECT EXISTS (SELECT FROM partners_accrual WHERE id >= %s AND occurred_at >= %s)"


def check_unpaid(at: datetime) -> None:
    """Refuse an instant so long past that deals since were paid by what held.

    Whoever lets something hold that decides over deals asks this; what held is put right by a
    change of the past, which shows and posts what differs.

    Raises:
        BackdatedChange: a deal of `at` or later was accrued.
    """
    if at < now() - _MOMENT and read_rows(_ACCRUED, [first_line_since(at), at])[0][0]:
        raise BackdatedChange(
            _("deals since were paid by what held: propose a change of the past"), field="at"
        )


def next_row(rows: QuerySet[_Row], at: datetime, **fields: object) -> _Row:
    """Close the last row in time at `at` and open the next one there.

    Raises:
        BackdatedChange: `at` lies before the row that holds now began.
    """
    current: Any = rows.select_for_update(no_key=True).order_by("-valid").first()
    if current is not None:
        if current.valid.lower is not None and at <= current.valid.lower:
            raise BackdatedChange(_("a change must come after the one before it"), field="at")
        if current.valid.upper is None or current.valid.upper > at:
            _hold(current, current.valid.lower, at)
    return _open(rows, at, None, fields)


def amend_link(
    rows: QuerySet[_Row], at: datetime, until: datetime | None = None, **fields: object
) -> _Row:
    """Let something else hold from `at`, at most to `until`; other rows stay what they are.

    `rows` are one subject's. What holds at `at` ends there, and goes on after `until` if it held
    longer. The new row ends where the one it cuts did, or where the next one begins. A row that
    would hold at no instant any more is deleted. Whoever amends standings sees to
    `Partner.status`, which is what holds now.
    Locks: the rows.

    Raises:
        BackdatedChange: `until` is not after `at`.
    """
    if until is not None and until <= at:
        raise BackdatedChange(_("a change must end after it begins"), field="until")
    known: Sequence[Any] = list(rows.select_for_update(no_key=True).order_by("id"))
    current = next((row for row in known if _holds(row, at)), None)
    later = [row.valid.lower for row in known if row.valid.lower and row.valid.lower > at]
    upper = current.valid.upper if current is not None else min(later, default=None)
    ends = [end for end in (until, upper) if end is not None]
    end = min(ends, default=None)
    rest = _fields_of(current) if current is not None and end != upper else None
    if current is not None and current.valid.lower == at:
        current.delete()
    elif current is not None:
        _hold(current, current.valid.lower, at)
    new = _open(rows, at, end, fields)
    if rest is not None:
        _open(rows, end, upper, rest)
    return new


def _holds(row: Any, at: datetime) -> bool:
    lower, upper = row.valid.lower, row.valid.upper
    return (lower is None or lower <= at) and (upper is None or at < upper)


def _hold(row: Any, lower: datetime | None, upper: datetime | None) -> None:
    row.valid = DateTimeTZRange(lower, upper, "[)")
    row.save(update_fields=["valid"])


def _open(
    rows: QuerySet[_Row], lower: datetime | None, upper: datetime | None, fields: dict[str, Any]
) -> _Row:
    manager: Any = rows.model._default_manager
    new: _Row = manager.create(**fields | {"valid": DateTimeTZRange(lower, upper, "[)")})
    return new


def _fields_of(row: Model) -> dict[str, Any]:
    """What a row says, without its key and when it was recorded."""
    left_out = {"id", "recorded_at"}
    names = [field.attname for field in row._meta.concrete_fields]
    return {name: getattr(row, name) for name in names if name not in left_out}
