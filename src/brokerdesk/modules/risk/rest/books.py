"""REST of books: where accounts are, or were, and putting one into another."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from django.apps import apps
from django.utils.translation import gettext as _
from ninja import Query, Schema, Status

from brokerdesk.core.rest import Amount, ApiRequest, In, Instant, Out, Page, paginate, scope
from brokerdesk.kit.clock import now

from ..errors import AccountUnknown
from ..models import BookTag, MarginEvent
from ..queries.books import tags_at
from ..services.books import Tag, set_book
from ..types import Book, MarginKind
from .common import READ, WRITE, brands_of, r


class BookOut(Out):
    """An account's book; share: how much of an A-book account's risk is passed on."""

    account_id: str
    book: str
    share: Amount
    since: datetime
    until: datetime | None
    rule_id: str | None
    reason: str


class BookIn(In):
    """Which book from now on; null: as the rules say."""

    book: Literal["A", "B"] | None
    share: Amount = Decimal(1)
    reason: str


class BooksQuery(Schema):
    """As of which instant; now without one."""

    as_of: Instant | None = None


class MarginOut(Out):
    """A margin call, or a stop-out; of one that the platform did, its deal."""

    account_id: str
    kind: str
    at: datetime
    equity: Amount
    margin: Amount
    level: Amount | None
    quality: str
    deal_ticket: int | None
    ended_at: datetime | None


def _out(row: BookTag) -> BookOut:
    return BookOut(
        account_id=row.account.public_id,
        book=row.book,
        share=row.share,
        since=row.valid.lower,
        until=row.valid.upper,
        rule_id=row.rule.public_id if row.rule else None,
        reason=row.reason,
    )


@r.get("/risk/books", response=Page[BookOut])
@scope(READ)
def list_books(
    request: ApiRequest, which: Query[BooksQuery], cursor: str = "", limit: int = 50
) -> Page[BookOut]:
    """List accounts that are, or were, in a book, the latest first; others are in none."""
    rows: Any = tags_at(brands_of(request), which.as_of or now())
    return paginate(rows, cursor, limit, out=_out)


@r.put("/risk/books/{account_id}", response={204: None})
@scope(WRITE)
def put_book(request: ApiRequest, account_id: str, body: BookIn) -> Status[None]:
    """Put an account into a book from now on, whatever the rules say."""
    accounts = apps.get_model("trading", "Account").objects.filter(public_id=account_id)
    brand_pks = brands_of(request)
    if not (accounts if brand_pks is None else accounts.filter(brand_id__in=brand_pks)).exists():
        raise AccountUnknown(_("there is no such account"))
    tag = (
        Tag(Book(body.book), body.share if body.book == "A" else Decimal(1)) if body.book else None
    )
    set_book(account_id, tag, reason=body.reason[:300], actor=request.actor, at=now())
    return Status(204, None)


def _margin(row: MarginEvent) -> MarginOut:
    same = ("kind", "at", "equity", "margin", "level", "quality", "ended_at")
    return MarginOut(
        account_id=row.account.public_id,
        deal_ticket=row.deal.ticket if row.deal else None,
        **{name: getattr(row, name) for name in same},
    )


@r.get("/risk/margin-events", response=Page[MarginOut])
@scope(READ)
def list_margin_events(
    request: ApiRequest, kind: MarginKind | None = None, cursor: str = "", limit: int = 50
) -> Page[MarginOut]:
    """List margin calls and stop-outs, the latest first."""
    rows = MarginEvent.objects.select_related("account", "deal")
    brand_pks = brands_of(request)
    if brand_pks is not None:
        rows = rows.filter(account__brand_id__in=brand_pks)
    return paginate(rows.filter(kind=kind) if kind else rows, cursor, limit, out=_margin)
