"""Rules that put accounts into books: who would move, and moving them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from fnmatch import fnmatchcase
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.audit import record
from brokerdesk.core.db import read_rows

from ..engine import Rates
from ..errors import BookInvalid, RuleNotFound
from ..locks import lock_books
from ..models import BookRule
from ..queries.market import prices
from ..types import Book, Move
from .books import Tag, change_books

DAYS = 30
FIGURES = ("lots", "net_profit", "deals")
LIMITS = ("at_least", "at_most")
CONDITIONS = tuple(f"{figure}_30d_{limit}" for figure in FIGURES for limit in LIMITS)
_ACCOUNTS = """
SELECT a.id, a.public_id, a.login, a."group", a.brand_id, a.server_id, a.currency,
       coalesce(t.book, ''), coalesce(t.share, 1), t.rule_id, t.id IS NOT NULL,
       coalesce(d.lots, 0), coalesce(d.net, 0), coalesce(d.deals, 0)
FROM trading_account a
LEFT JOIN risk_booktag t ON t.account_id = a.id AND t.valid @> %(at)s::timestamptz
LEFT JOIN (
    SELECT account_id, sum(lots) AS lots, sum(profit + swap + commission + fee) AS net,
           count(*) AS deals
    FROM trading_deal
    WHERE occurred_at >= %(since)s AND occurred_at <= %(at)s AND deleted_at IS NULL
      AND kind IN ('buy', 'sell')
    GROUP BY account_id
) d ON d.account_id = a.id
WHERE a.kind = 'live' AND a.state <> 'archived' AND a.login IS NOT NULL
ORDER BY a.id
"""


@dataclass(frozen=True, slots=True)
class _Subject:
    pk: int
    public_id: str
    login: int
    group: str
    brand_pk: int
    server_pk: int
    currency: str
    book: str
    share: Decimal
    rule_pk: int | None
    tagged: bool
    lots: Decimal
    net_profit: Decimal
    deals: int

    @property
    def by_person(self) -> bool:
        """Say whether a person put it where it is."""
        return self.tagged and self.rule_pk is None


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """What a rule says. brand_pk None: every brand; server_pk None: every server."""

    title: str
    book: Book
    share: Decimal = Decimal(1)
    brand_pk: int | None = None
    server_pk: int | None = None
    group_mask: str = "*"
    conditions: Mapping[str, str] | None = None
    currency: str = "USD"
    sort: int = 100
    enabled: bool = True


@transaction.atomic
def save_rule(draft: RuleDraft, *, rule_id: str = "", actor: Actor, at: datetime) -> BookRule:
    """Add a rule, or change one; accounts move when rules are evaluated next.

    Raises:
        RuleNotFound: there is no such rule.
        BookInvalid: a condition or the share cannot be.
    """
    check_draft(draft)
    row = BookRule.objects.filter(public_id=rule_id).first() if rule_id else BookRule()
    if row is None:
        raise RuleNotFound(_("there is no such rule"))
    before = _kept(row) if rule_id else None
    _fill(row, draft)
    row.save()
    record("risk.book_rule.save", subject=row.public_id, actor=actor, brand_id=row.brand_id,
           before=before, after=_kept(row))  # fmt: skip
    return row


def check_draft(draft: RuleDraft) -> None:
    """Refuse what cannot be meant.

    Raises:
        BookInvalid: as said, with the field.
    """
    if not 0 <= draft.share <= 1:
        raise BookInvalid(_("give a share from 0 to 1"), field="share")
    if not re.fullmatch(r"[A-Z0-9]{3,8}", draft.currency):
        raise BookInvalid(_("name a currency such as USD"), field="currency")
    for name, given in (draft.conditions or {}).items():
        if name not in CONDITIONS:
            raise BookInvalid(
                _("%(name)s is no condition; there are %(known)s")
                % {"name": name, "known": ", ".join(CONDITIONS)},
                field="conditions",
            )
        try:
            good = Decimal(given).is_finite()
        except InvalidOperation:
            good = False
        if not good:
            raise BookInvalid(_("give %(name)s as a number") % {"name": name}, field=name)


def _fill(row: BookRule, draft: RuleDraft) -> None:
    names = ("title", "share", "group_mask", "currency", "sort", "enabled")
    for name in names:
        setattr(row, name, getattr(draft, name))
    row.book = str(draft.book)
    row.brand_id, row.server_id = draft.brand_pk, draft.server_pk
    row.conditions = dict(draft.conditions or {})


def _kept(row: BookRule) -> dict[str, Any]:
    names = (
        "title", "book", "group_mask", "conditions", "currency", "sort", "enabled", "brand_id",
        "server_id",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names} | {"share": f"{row.share:f}"}


def moves(*, at: datetime, instead: Sequence[BookRule] | None = None) -> list[Move]:
    """Who belongs into another book, by the enabled rules or by these instead of them.

    Accounts that a person put somewhere stay. Profit is converted at the rates of now; where there
    is no rate, a condition on it is not met.
    """
    rules = sorted(
        (rule for rule in (BookRule.objects.all() if instead is None else instead) if rule.enabled),
        key=lambda rule: (rule.sort, rule.pk or 0),
    )
    rates = prices().rates
    values = {"at": at, "since": at - timedelta(days=DAYS)}
    subjects = (_Subject(*row) for row in read_rows(_ACCOUNTS, values))
    return [move for subject in subjects if (move := _move(subject, rules, rates)) is not None]


def _move(subject: _Subject, rules: Iterable[BookRule], rates: Rates) -> Move | None:
    if subject.by_person:
        return None
    rule = next((rule for rule in rules if _matches(rule, subject, rates)), None)
    book, share = (rule.book, rule.share) if rule else ("", Decimal(1))
    pk = rule.pk if rule else None
    if (subject.book, subject.share, subject.rule_pk) == (book, share, pk):
        return None
    return Move(
        subject.pk, subject.public_id, subject.login, subject.group, subject.book, book, share,
        pk, rule.title if rule else "",
    )  # fmt: skip


def _matches(rule: BookRule, subject: _Subject, rates: Rates) -> bool:
    if rule.brand_id not in (None, subject.brand_pk):
        return False
    if rule.server_id not in (None, subject.server_pk):
        return False
    if not fnmatchcase(subject.group, rule.group_mask):
        return False
    return all(_met(name, limit, rule, subject, rates) for name, limit in rule.conditions.items())


def _met(name: str, limit: str, rule: BookRule, subject: _Subject, rates: Rates) -> bool:
    figure, _days, side = name.partition("_30d_")
    value = Decimal(getattr(subject, figure))
    if figure == "net_profit":
        rate = rates.find(subject.currency, rule.currency)
        if rate is None:
            return False
        value *= rate.rate
    return value >= Decimal(limit) if side == "at_least" else value <= Decimal(limit)


@transaction.atomic
def apply_rules(*, actor: Actor = SYSTEM, at: datetime) -> int:
    """Move accounts as the rules say; give how many moved.

    Locks: the books, so that nobody is moved whom a person put somewhere meanwhile.
    """
    lock_books()
    found = moves(at=at)
    tags = {
        move.account_pk: Tag(Book(move.book), move.share, move.rule_pk) if move.book else None
        for move in found
    }
    return change_books(tags, reason="", actor=actor, at=at) if tags else 0
