"""Put accounts into books: by a person, or back into the rules' hands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.apps import apps
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.core.events import emit

from ..errors import AccountUnknown, BookInvalid
from ..events import BooksChanged
from ..locks import lock_books
from ..models import BookTag
from ..types import Book
from .marks import mark_accounts

_END = """
UPDATE risk_booktag SET valid = tstzrange(lower(valid), %s, '[)')
WHERE account_id = ANY(%s) AND upper_inf(valid) AND lower(valid) < %s
"""
MOST_NAMED = 200


@dataclass(frozen=True, slots=True)
class Tag:
    """A book for an account; None: none from now on, until a rule says otherwise."""

    book: Book
    share: Decimal = Decimal(1)
    rule_pk: int | None = None


def set_book(account_id: str, tag: Tag | None, *, reason: str, actor: Actor, at: datetime) -> None:
    """Put an account into a book from now on, whatever the rules say; None: as they say.

    Locks: the books.
    Emits: BooksChanged.
    Raises:
        AccountUnknown: there is no such live account.
        BookInvalid: the share is not between 0 and 1.
    """
    account = (
        apps.get_model("trading", "Account")
        .objects.filter(public_id=account_id, kind="live")
        .first()
    )
    if account is None:
        raise AccountUnknown(_("there is no such live account"))
    if tag is not None and not 0 <= tag.share <= 1:
        raise BookInvalid(_("give a share from 0 to 1"), field="share")
    change_books({account.pk: tag}, reason=reason, actor=actor, at=at)


@transaction.atomic
def change_books(tags: Mapping[int, Tag | None], *, reason: str, actor: Actor, at: datetime) -> int:
    """Put accounts into books from now on; give how many were in another one.

    What they have open is valued at the change: each book has what arose while they were in it.
    Locks: the books.
    Emits: BooksChanged.
    """
    lock_books()
    held = {row.account_id: row for row in _open_tags(tags)}
    changed = {pk: tag for pk, tag in tags.items() if not _same(held.get(pk), tag)}
    if not changed:
        return 0
    late = [row for pk, row in held.items() if pk in changed and row.valid.lower >= at]
    if late:
        raise BookInvalid(_("the account came into its book only now; try again"))
    mark_accounts(list(changed), at=at)
    with connection.cursor() as cursor:
        cursor.execute(_END, [at, list(changed), at])
    BookTag.objects.bulk_create(
        BookTag(
            account_id=pk, book=tag.book, share=tag.share, rule_id=tag.rule_pk,
            valid=(at, None), reason=reason, by=actor.ref,
        )
        for pk, tag in changed.items()
        if tag is not None
    )  # fmt: skip
    _tell(changed, held, (reason, actor))
    return len(changed)


def _open_tags(account_pks: Iterable[int]) -> QuerySet[BookTag]:
    return BookTag.objects.filter(account_id__in=list(account_pks), valid__upper_inf=True)


def _same(row: BookTag | None, tag: Tag | None) -> bool:
    if row is None or tag is None:
        return row is None and tag is None
    return (row.book, row.share, row.rule_id) == (str(tag.book), tag.share, tag.rule_pk)


def _tell(
    changed: Mapping[int, Tag | None], held: Mapping[int, BookTag], why: tuple[str, Actor]
) -> None:
    reason, actor = why
    accounts = apps.get_model("trading", "Account").objects.filter(pk__in=list(changed))
    ids: list[str] = []
    for pk, account_id, brand_pk in accounts.values_list("pk", "public_id", "brand_id"):
        ids.append(account_id)
        was, tag = held.get(pk), changed[pk]
        record(
            "risk.book.change", subject=account_id, actor=actor, brand_id=brand_pk, reason=reason,
            before={"book": was.book, "share": f"{was.share:f}"} if was else None,
            after={"book": str(tag.book), "share": f"{tag.share:f}"} if tag else None,
        )  # fmt: skip
    event = BooksChanged(accounts=len(ids), account_ids=tuple(ids[:MOST_NAMED]))
    emit(event, aggregate="risk_books", brand_id=None, actor=actor)
