"""Whose equity an actor may follow tick by tick."""

from collections.abc import Collection
from dataclasses import dataclass

from django.apps import apps

from brokerdesk.core.access import scoped
from brokerdesk.core.actors import Actor
from brokerdesk.core.ui.texts import SHOWN_SCALE

VIEW = "trading.account.view"


@dataclass(frozen=True, slots=True)
class WatchedRow:
    """An account that may be followed; places: the decimals that its currency is shown with."""

    pk: int
    account_id: str
    currency: str
    places: int


def watchable(actor: Actor, account_ids: Collection[str]) -> list[WatchedRow]:
    """Those of some accounts that an actor may see: a client his own that are shown to him."""
    rows = apps.get_model("trading", "Account").objects.filter(public_id__in=list(account_ids))
    if actor.kind == "client":
        own = {"brand": actor.brand_id, "client__public_id": actor.id}
        rows = rows.filter(visible=True, **own)
    else:
        rows = scoped(actor, VIEW, rows, office="client__office_id", owner="client__owner_staff_id")
    return [
        WatchedRow(pk, account_id, currency, SHOWN_SCALE.get(currency, 2))
        for pk, account_id, currency in rows.values_list("pk", "public_id", "currency")
    ]
