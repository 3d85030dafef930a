"""Who is, or was, in which book."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from brokerdesk.core.db import read_rows

from ..models import BookTag
from ..types import BookRow

_COUNTS = """
SELECT coalesce(t.book, ''), count(*) FROM trading_account a
LEFT JOIN risk_booktag t ON t.account_id = a.id AND t.valid @> %(at)s::timestamptz
WHERE a.kind = 'live' AND a.state <> 'archived' AND a.created_at <= %(at)s
  AND (%(brands)s::bigint[] IS NULL OR a.brand_id = ANY(%(brands)s))
GROUP BY 1 ORDER BY 1
"""


def book_of(account_pk: int, at: datetime) -> BookRow | None:
    """The book that an account was in at an instant; None: in none."""
    row = _tags().filter(account_id=account_pk, valid__contains=at).first()
    return _row(row) if row else None


def book_history(account_pk: int) -> list[BookRow]:
    """The books that an account was in, newest first."""
    return [_row(row) for row in _tags().filter(account_id=account_pk).order_by("-valid")]


def book_counts(brand_pks: tuple[int, ...] | None, at: datetime) -> dict[str, int]:
    """How many live accounts were in each book; "" of none."""
    given = list(brand_pks) if brand_pks is not None else None
    return dict(read_rows(_COUNTS, {"at": at, "brands": given}))


def tags_at(brand_pks: tuple[int, ...] | None, at: datetime) -> QuerySet[Any]:
    """The tags that held at an instant, of accounts of brands."""
    which = Q() if brand_pks is None else Q(account__brand_id__in=brand_pks)
    rows = BookTag.objects.filter(which, valid__contains=at)
    return rows.select_related("account", "account__client", "rule")


def _tags() -> QuerySet[BookTag]:
    return BookTag.objects.select_related("rule")


def _row(row: BookTag) -> BookRow:
    return BookRow(
        account_pk=row.account_id,
        book=row.book,
        share=row.share,
        rule=row.rule.title if row.rule else "",
        since=row.valid.lower,
        until=row.valid.upper,
        reason=row.reason,
        by=row.by,
    )
