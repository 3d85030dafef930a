"""Reads of the ledger for other rooms. Balances are in the ledger's sign: destination +.

A liability such as a wallet grows as money flows in, so its balance reads as one expects;
`normal_side` turns the sign for accounts whose normal side is the source.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import cast

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from .errors import NoSuchAccount, NoSuchTransaction
from .models import Account, Entry, Tx
from .txids import tx_pk, tx_public_id
from .types import (
    AccountClass,
    AccountKind,
    AccountRow,
    Drift,
    EntryRow,
    TimeAxis,
    TrialGroup,
    TrialRow,
    TxRow,
)

_AS_OF = {
    "effective": "SELECT ledger_balance_as_of(a, %s, NULL) FROM ledger_account a WHERE a.code = %s",
    "recorded": "SELECT ledger_balance_as_of(a, NULL, %s) FROM ledger_account a WHERE a.code = %s",
}


def balance(code: str) -> Decimal:
    """Give an account's balance now.

    Raises:
        NoSuchAccount: there is none of this code.
    """
    found = balances([code])
    if code not in found:
        raise NoSuchAccount(_("there is no account %(code)s") % {"code": code}, account=code)
    return found[code]


def balances(codes: Iterable[str]) -> dict[str, Decimal]:
    """Give the balances of those accounts that exist."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.code, ledger_balance(a) FROM ledger_account a WHERE a.code = ANY (%s)",
            [list(codes)],
        )
        return dict(cursor.fetchall())


def balances_of_form(form: str, entity_id: int) -> list[tuple[str, str, Decimal]]:
    """Give owner, asset and balance of an entity's accounts of a form such as `client:*:rebate:*`.

    Zeros are left out.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT owner, asset, balance FROM (SELECT a.owner, a.asset, ledger_balance(a) AS"
            " balance FROM ledger_account a WHERE a.entity_id = %s AND a.code LIKE %s) b"
            " WHERE balance <> 0 ORDER BY owner, asset",
            [entity_id, form.replace("_", r"\_").replace("*", "%")],
        )
        found: list[tuple[str, str, Decimal]] = cursor.fetchall()
    return found


def balance_as_of(code: str, at: datetime, by: TimeAxis = "effective") -> Decimal:
    """Give the balance of all entries effective, or recorded, at or before an instant.

    Raises:
        NoSuchAccount: there is none of this code.
    """
    with connection.cursor() as cursor:
        cursor.execute(_AS_OF[by], [at, code])
        found = cursor.fetchone()
    if found is None:
        raise NoSuchAccount(_("there is no account %(code)s") % {"code": code[:200]}, account=code)
    total: Decimal = found[0]
    return total


def account(code: str) -> AccountRow:
    """Give an account.

    Raises:
        NoSuchAccount: there is none of this code.
    """
    found = Account.objects.filter(code=code).first()
    if found is None:
        raise NoSuchAccount(_("there is no account %(code)s") % {"code": code[:200]}, account=code)
    return _account_row(found)


def accounts_of(owner: str) -> list[AccountRow]:
    """Give the accounts of an owner such as `client:cli_…`, by code."""
    return [_account_row(a) for a in Account.objects.filter(owner=owner).order_by("code")]


def statement(code: str, *, limit: int = 50, before: int | None = None) -> list[EntryRow]:
    """Give an account's entries, latest first; `before` is the pk of the last one seen."""
    owner = Account.objects.filter(code=code).first()
    if owner is None:
        raise NoSuchAccount(_("there is no account %(code)s") % {"code": code[:200]}, account=code)
    entries = entries_queryset().filter(account=owner)
    entries = entries.filter(version__isnull=owner.kind == "pooled")
    if before is not None:
        entries = entries.filter(pk__lt=before)
    return [_entry_row(e) for e in entries.order_by("-pk")[:limit]]


def entries_of(tx_id: str) -> list[EntryRow]:
    """Give a transaction's entries: per posting the source's, then the destination's.

    Raises:
        NoSuchTransaction: there is none of this id.
    """
    found = entries_queryset().filter(tx_id=tx_pk(tx_id)).order_by("line", "amount")
    rows = [_entry_row(e) for e in found]
    if not rows:
        raise NoSuchTransaction(_("there is no transaction %(tx_id)s") % {"tx_id": tx_id})
    return rows


def transaction_of(tx_id: str) -> TxRow:
    """Give a transaction.

    Raises:
        NoSuchTransaction: there is none of this id.
    """
    found = Tx.objects.filter(pk=tx_pk(tx_id)).select_related("reversal").first()
    if found is None:
        raise NoSuchTransaction(_("there is no transaction %(tx_id)s") % {"tx_id": tx_id})
    return tx_row(found)


def transaction_by_key(key: str) -> TxRow | None:
    """Give the transaction posted with a key, if any."""
    found = Tx.objects.filter(key=key).select_related("reversal").first()
    return tx_row(found) if found else None


def trial_balance(entity_id: int | None = None, at: datetime | None = None) -> list[TrialRow]:
    """Give every account's sum of entries, from the entries alone; each asset sums to zero.

    With `at`, only of transactions effective at or before it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.code, a.cls, a.asset, a.entity_id, round(coalesce(s.total, 0), a.scale)"
            " FROM ledger_account a LEFT JOIN (SELECT e.account_id, sum(e.amount) AS total"
            " FROM ledger_entry e WHERE %(at)s::timestamptz IS NULL OR EXISTS"
            " (SELECT FROM ledger_tx t WHERE t.id = e.tx_id AND t.effective_at <= %(at)s)"
            " GROUP BY e.account_id) s ON s.account_id = a.id"
            " WHERE %(entity)s::bigint IS NULL OR a.entity_id = %(entity)s"
            " ORDER BY a.entity_id, a.asset, a.cls, a.code",
            {"at": at, "entity": entity_id},
        )
        return [TrialRow(*row) for row in cursor.fetchall()]


def trial_groups(entity_ids: list[int], *, at: datetime | None = None) -> list[TrialGroup]:
    """Sum accounts by their form, owners left out; by entity, asset, class and form.

    From the kept balances, or with `at` from the entries effective at or before it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.entity_id, a.asset, a.cls,"
            " CASE a.owner WHEN '' THEN a.code"
            " ELSE replace(a.code, a.owner, split_part(a.owner, ':', 1) || ':*') END AS stem,"
            " count(*), sum(CASE WHEN %(at)s::timestamptz IS NULL THEN ledger_balance(a)"
            " ELSE ledger_balance_as_of(a, %(at)s, NULL) END)"
            " FROM ledger_account a WHERE a.entity_id = ANY (%(entities)s)"
            " GROUP BY a.entity_id, a.asset, a.cls, stem ORDER BY 1, 2, 3, 4",
            {"at": at, "entities": entity_ids},
        )
        return [TrialGroup(*row) for row in cursor.fetchall()]


def drifts(*, limit: int = 100) -> list[Drift]:
    """Find accounts whose kept balance is not the sum of their entries; there should be none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.code, ledger_balance(a), coalesce(s.total, 0) FROM ledger_account a"
            " LEFT JOIN (SELECT account_id, sum(amount) AS total FROM ledger_entry"
            " GROUP BY account_id) s ON s.account_id = a.id"
            " WHERE ledger_balance(a) <> coalesce(s.total, 0) ORDER BY a.code LIMIT %s",
            [limit],
        )
        return [Drift(*row) for row in cursor.fetchall()]


def entries_queryset() -> QuerySet[Entry]:
    """Give all entries with their transaction and account."""
    return Entry.objects.select_related("tx", "account")


def _account_row(found: Account) -> AccountRow:
    return AccountRow(
        pk=found.pk,
        code=found.code,
        kind=cast(AccountKind, found.kind),
        cls=cast(AccountClass, found.cls),
        asset=found.asset,
        scale=found.scale,
        entity_id=found.entity_id,
        owner=found.owner,
        allow_negative=found.allow_negative,
        closed_at=found.closed_at,
    )


def _entry_row(found: Entry) -> EntryRow:
    return EntryRow(
        pk=found.pk,
        tx_id=tx_public_id(found.tx_id),
        line=found.line,
        account=found.account.code,
        cls=cast(AccountClass, found.account.cls),
        asset=found.account.asset,
        amount=found.amount,
        balance_after=found.balance_after,
        version=found.version,
        kind=found.tx.kind,
        effective_at=found.tx.effective_at,
        recorded_at=found.tx.recorded_at,
    )


def tx_row(found: Tx) -> TxRow:
    """Make a row of a transaction that was read with its reversal."""
    reversal: Tx | None = getattr(found, "reversal", None)
    reverses: int | None = found.reverses_id
    meta: Mapping[str, str] = found.meta
    return TxRow(
        pk=found.pk,
        id=tx_public_id(found.pk),
        key=found.key,
        kind=found.kind,
        effective_at=found.effective_at,
        recorded_at=found.recorded_at,
        meta=meta,
        actor=found.actor,
        reverses=tx_public_id(reverses) if reverses else None,
        reversed_by=tx_public_id(reversal.pk) if reversal else None,
    )
