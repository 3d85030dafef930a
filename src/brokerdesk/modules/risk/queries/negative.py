"""Accounts that owe: below zero, open positions included or not."""

from typing import Any

from django.apps import apps
from django.db.models import F, Q, QuerySet


def negative_accounts(brand_pks: tuple[int, ...] | None) -> QuerySet[Any, Any]:
    """Live accounts whose balance with credit, or whose equity, is below zero."""
    accounts = apps.get_model("trading", "Account").objects.filter(
        Q(equity__lt=0) | Q(balance__lt=-F("credit")), kind="live"
    )
    rows = accounts if brand_pks is None else accounts.filter(brand_id__in=brand_pks)
    return rows.select_related("client", "server")
