"""Cursor paging: stable under inserts, the same cost at any depth."""

import base64
import json
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import Field

from brokerdesk.kit.errors import InvalidInput

T = TypeVar("T")
MAX_LIMIT = 500
MAX_CURSOR = 300


class Page(Schema, Generic[T]):
    """One page; `next_cursor` is null on the last."""

    items: list[T]
    next_cursor: str | None = Field(default=None, description="Give it as `cursor` to go on.")


def _encode(values: list[Any]) -> str:
    text = json.dumps(values, separators=(",", ":"), default=str)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decode(cursor: str, names: list[str]) -> list[Any]:
    if len(cursor) > MAX_CURSOR:
        raise InvalidInput(_("The cursor is not one of ours."), field="cursor")
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        values = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
    except (ValueError, UnicodeError):
        values = None
    if not isinstance(values, list) or len(values) != len(names):
        raise InvalidInput(_("The cursor is not one of ours."), field="cursor")
    return values


def _after(order: list[str], values: list[Any]) -> Q:
    """Rows behind the cursor in lexicographic order of the ordering's columns."""
    where = Q()
    same = Q()
    for key, value in zip(order, values, strict=True):
        name, step = (key[1:], "lt") if key.startswith("-") else (key, "gt")
        where |= same & Q(**{f"{name}__{step}": value})
        same &= Q(**{name: value})
    return where


def paginate(
    rows: QuerySet[Any, Any],
    cursor: str = "",
    limit: int = 50,
    *,
    out: type[T] | Callable[[Any], T],
    order: tuple[str, ...] = ("-pk",),
) -> Page[T]:
    """Fetch one page in the given order, whose last column must be unique and none null.

    `out` is a schema built from each row, or a function of the row.

    Raises:
        InvalidInput: the cursor is not ours, or the limit is not from 1 to 500.
    """
    _check_limit(limit)
    names = [key.lstrip("-") for key in order]
    rows = rows.order_by(*order)
    if cursor:
        values = _decode(cursor, names)
        try:
            rows = rows.filter(_after(list(order), values))
        except (ValueError, TypeError, OverflowError):
            raise InvalidInput(_("The cursor is not one of ours."), field="cursor") from None
    found = list(rows[: limit + 1])
    following = None
    if len(found) > limit:
        found = found[:limit]
        following = _encode([_value(found[-1], name) for name in names])
    return Page(items=[_build(out, row) for row in found], next_cursor=following)


def paginate_by_key(
    fetch: Callable[[int, int], Sequence[Any]],
    cursor: str = "",
    limit: int = 50,
    *,
    out: Callable[[Any], T],
) -> Page[T]:
    """Fetch one page by `fetch(after, limit)`, which gives rows behind a key in order of `pk`.

    Raises:
        InvalidInput: the cursor is not ours, or the limit is not from 1 to 500.
    """
    _check_limit(limit)
    (after,) = _decode(cursor, ["pk"]) if cursor else (0,)
    if not isinstance(after, int) or not 0 <= after < 1 << 63:
        raise InvalidInput(_("The cursor is not one of ours."), field="cursor")
    found = fetch(after, limit + 1)
    following = _encode([found[limit - 1].pk]) if len(found) > limit else None
    return Page(items=[out(row) for row in found[:limit]], next_cursor=following)


def _check_limit(limit: int) -> None:
    if not 1 <= limit <= MAX_LIMIT:
        raise InvalidInput(
            _("The limit must be from 1 to %(max_limit)s.") % {"max_limit": MAX_LIMIT},
            field="limit",
        )


def _value(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = row[name] if isinstance(row, dict) else getattr(row, name)
    return row.isoformat() if hasattr(row, "isoformat") else row


def _build(out: Any, row: Any) -> Any:
    if isinstance(out, type) and issubclass(out, Schema):
        return out.from_orm(row)
    return out(row)
