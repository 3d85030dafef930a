"""The one client card, with panels of all rooms and one timeline."""

from dataclasses import replace
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import allowed
from brokerdesk.core.ui import TimelineItem, UiRequest, page, render_page, url
from brokerdesk.core.ui.panels import timeline_items
from brokerdesk.modules.staff.queries import staff_names

from ..queries import actor_names, client_for, showing
from ..types import ClientRow

SHOWN = 30
ACTS = ("edit", "status", "assign", "note")


def rights(request: UiRequest, row: ClientRow) -> dict[str, bool]:
    """What the actor may do with this client."""
    return {act: _may(request, row, f"clients.{act}") for act in ACTS}


def _may(request: UiRequest, row: ClientRow, permission: str) -> bool:
    return allowed(
        request.actor,
        permission,
        brand_id=row.brand_pk,
        office_id=row.office_pk,
        owner=row.owner_staff_id or None,
    )


def _items(
    request: UiRequest, row: ClientRow, before: datetime | None = None
) -> list[TimelineItem]:
    """What happened to the client, as far as the actor may see such things."""
    items = timeline_items(
        "client",
        row.public_id,
        may=lambda permission: _may(request, row, permission),
        limit=SHOWN,
        before=before,
    )
    own = f"client:{row.public_id}"
    names = {own: row.name, **actor_names({item.actor for item in items} - {own})}
    return [replace(item, actor=names.get(item.actor, item.actor)) for item in items]


@page(
    "backoffice",
    "clients/<str:client_id>/",
    name="clients.card",
    title=_("Client"),
    permission="clients.view",
)
def card(request: UiRequest, client_id: str) -> HttpResponse:
    """Show all that the house knows of a client."""
    row = client_for(request.actor, client_id)
    with showing(row):
        context = {
            "shown": row,
            "owner": staff_names([row.owner_staff_id]).get(row.owner_staff_id, ""),
            "may": rights(request, row),
            "items": _items(request, row),
            "limit": SHOWN,
        }
        return render_page(request, "clients/card.html", context, title=row.name)


@page(
    "backoffice",
    "clients/<str:client_id>/timeline/",
    name="clients.timeline",
    title=_("Timeline"),
    permission="clients.view",
)
def timeline(request: UiRequest, client_id: str) -> HttpResponse:
    """The timeline alone, from the newest or from before an instant."""
    row = client_for(request.actor, client_id)
    before = _instant(request.GET.get("before", ""))
    with showing(row):
        items = _items(request, row, before)
    return render(
        request,
        "clients/timeline.html",
        {"shown": row, "items": items, "limit": SHOWN},
    )


def _instant(text: str) -> datetime | None:
    try:
        found = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


def card_of(client_id: str) -> str:
    """The address of a client's card."""
    return url("backoffice", "clients.card", client_id=client_id)
