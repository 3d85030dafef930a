"""Opening and closing accounts."""

import json
from collections.abc import Iterable
from dataclasses import asdict

from django.db import connection
from django.utils.translation import gettext as _

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.kit.errors import InvalidInput

from ..errors import AccountMismatch, AccountNotEmpty, NoSuchAccount
from ..types import AccountSpec


def ensure_accounts(specs: Iterable[AccountSpec]) -> None:
    """Create the accounts that are missing.

    Raises:
        AccountMismatch: a code exists with another kind, class, asset, scale, entity or owner.
    """
    rows = {spec.code: spec for spec in specs}
    if not rows:
        return
    for spec in rows.values():
        if spec.kind == "pooled" and not spec.allow_negative:
            raise InvalidInput(
                _("%(code)s: a pooled account cannot refuse to go below zero") % {"code": spec.code}
            )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ledger_ensure_accounts(%s::jsonb)",
            [json.dumps([asdict(spec) for spec in rows.values()])],
        )
        (other,) = cursor.fetchone()
    if other is not None:
        raise AccountMismatch(
            _("%(other)s exists and is another kind of account") % {"other": other}, account=other
        )


def close_account(code: str, *, actor: Actor = SYSTEM) -> None:
    """Close an empty account for ever; closing it again changes nothing.

    Locks: all postings wait until the caller's transaction ends, so let it be short.
    Raises:
        NoSuchAccount, AccountNotEmpty.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT error, balance FROM ledger_close_account(%s)", [code])
        error, balance = cursor.fetchone()
    if error == "no_such_account":
        raise NoSuchAccount(_("there is no account %(code)s") % {"code": code}, account=code)
    if error is not None:
        raise AccountNotEmpty(
            _("%(code)s still holds %(balance)s") % {"code": code, "balance": balance},
            account=code,
            balance=str(balance),
        )
