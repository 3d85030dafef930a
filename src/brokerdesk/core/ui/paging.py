"""Paging for big tables: the count stops at a cap, deep pages still work."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

PER_PAGE = 50
COUNT_CAP = 5_000
DEEPEST = 1_000_000
DEEP = 500


@dataclass(frozen=True)
class Window:
    """One page of rows. `total` is exact up to the cap; beyond it `more_than` is set."""

    rows: list[Any]
    number: int
    per_page: int
    total: int
    capped: bool
    has_next: bool

    @property
    def first(self) -> int:
        """Number of the first row shown, from 1; 0 when there is none."""
        return (self.number - 1) * self.per_page + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """Number of the last row shown."""
        return (self.number - 1) * self.per_page + len(self.rows)

    @property
    def has_previous(self) -> bool:
        """Say whether a page lies before this one."""
        return self.number > 1

    @property
    def previous(self) -> int:
        """Number of the page before."""
        return self.number - 1

    @property
    def next(self) -> int:
        """Number of the page behind."""
        return self.number + 1

    @property
    def pages(self) -> int:
        """How many pages are known to exist."""
        return max(1, -(-self.total // self.per_page))


def is_large(rows: QuerySet[Any]) -> bool:
    """Say whether there are more rows than are counted."""
    return rows.order_by()[COUNT_CAP : COUNT_CAP + 1].exists()


def page_number(text: str) -> int:
    """Read a page number; anything else is page 1."""
    if not (text.isascii() and text.isdigit()) or len(text) > 7:
        return 1
    return max(1, min(int(text), DEEPEST))


def window(rows: QuerySet[Any, Any], page: str, per_page: int) -> Window:
    """Fetch one page and one row more; count at most to the cap, and only where needed."""
    number = page_number(page)
    start = (number - 1) * per_page
    found = _slice(rows, start, start + per_page + 1)
    has_next = len(found) > per_page
    found = found[:per_page]
    if not has_next and (found or number == 1):
        return Window(found, number, per_page, start + len(found), False, False)
    counted = rows.order_by()[: COUNT_CAP + 1].count()
    capped = counted > COUNT_CAP
    total = max(COUNT_CAP if capped else counted, start + len(found))
    return Window(found, number, per_page, total, capped, has_next)


def _slice(rows: QuerySet[Any, Any], start: int, stop: int) -> list[Any]:
    """Fetch some rows; of deep ones find the keys first, which an index alone often answers.

    Otherwise the database would fetch and join every row before them only to skip it.
    """
    query = rows.query
    plain = not (query.distinct or query.combinator or query.is_sliced or query.group_by)
    if start < DEEP or not plain or query.values_select:
        return list(rows[start:stop])
    keys = list(rows.values_list("pk", flat=True)[start:stop])
    return list(rows.filter(pk__in=keys))
