"""One transaction, and the trial balance."""

from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import Nav, UiRequest, page, render_page

from .. import queries
from ..rules import normal_side
from ..types import TrialGroup
from .scope import VIEW, require_entity, visible_entities

LIVE = ("ledger.entry_posted",)


class AsOfForm(forms.Form):
    """The instant of a trial balance; empty is now."""

    at = forms.DateTimeField(label=_("Effective until (UTC)"), required=False)


@page(
    "backoffice",
    "ledger/transactions/<str:tx_id>/",
    name="ledger.transaction",
    title=_("Transaction"),
    permission=VIEW,
)
def transaction(request: UiRequest, tx_id: str) -> HttpResponse:
    """Show a transaction with its entries by debit and credit."""
    rows = queries.entries_of(tx_id)
    require_entity(request.actor, queries.account(rows[0].account).entity_id)
    lines = [
        {
            "row": row,
            "debit": -row.amount if row.amount < 0 else None,
            "credit": row.amount if row.amount > 0 else None,
            "after": None if row.balance_after is None else normal_side(row.cls, row.balance_after),
        }
        for row in rows
    ]
    context = {"tx": queries.transaction_of(tx_id), "lines": lines}
    return render_page(request, "ledger/transaction.html", context, subtitle=tx_id)


@page(
    "backoffice",
    "ledger/trial-balance/",
    name="ledger.trial_balance",
    title=_("Trial balance"),
    permission=VIEW,
    nav=Nav(_("Money"), 61, icon="scale"),
    live=LIVE,
)
def trial_balance(request: UiRequest) -> HttpResponse:
    """Show the sums of each entity and asset; debits equal credits or something is broken."""
    form = AsOfForm(request.GET or None)
    at: datetime | None = form.cleaned_data.get("at") if form.is_valid() else None
    entities = visible_entities(request.actor)
    groups = queries.trial_groups(list(entities), at=at)
    books = [
        {"entity": entities[pk], "asset": asset, **_book(list(rows))}
        for (pk, asset), rows in groupby(groups, key=lambda g: (g.entity_id, g.asset))
    ]
    context = {"books": books, "form": form, "at": at}
    return render_page(request, "ledger/trial_balance.html", context)


def _book(rows: list[TrialGroup]) -> dict[str, Any]:
    """Add up one entity's and asset's debits and credits."""
    debit = sum((-r.balance for r in rows if r.balance < 0), Decimal(0))
    credit = sum((r.balance for r in rows if r.balance > 0), Decimal(0))
    lines = [
        {
            "group": r,
            "debit": -r.balance if r.balance < 0 else None,
            "credit": r.balance if r.balance > 0 else None,
        }
        for r in rows
    ]
    return {"lines": lines, "debit": debit, "credit": credit, "difference": credit - debit}
