"""Who signs in from the same browser or address as a client: a panel on his card."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import scoped
from brokerdesk.core.identity.types import Since
from brokerdesk.core.ui import Panel, UiRequest, panel
from brokerdesk.kit.clock import now

from ..models import Client
from ..queries import client_in_scope, client_links
from ..types import ClientLink

LINKS: Final = "clients.links"
DAYS: Final = 90
PEOPLE: Final = 10
SHOWN: Final = 10


@dataclass(frozen=True, slots=True)
class Linked:
    """Another client and what he shares; last_at: when one of the two was last there."""

    client: Client
    links: list[ClientLink]
    last_at: datetime


@panel(
    "client_card", title=_("Shares with others"), order=85, permission=LINKS, width=6, icon="link"
)
def shares(request: UiRequest, client_id: str) -> Panel | None:
    """The clients of his brand who share a device or an address with him, the newest first."""
    row = client_in_scope(request.actor, client_id, LINKS)
    if row is None:
        return None
    since = Since(at=now() - timedelta(days=DAYS), people=PEOPLE)
    links = client_links(row.brand_pk, since, row.pk)
    found = _linked(request, links)
    context = {
        "linked": found[:SHOWN],
        "more": len({one.other_pk for one in links}) - len(found[:SHOWN]),
        "days": DAYS,
        "people": PEOPLE,
    }
    return Panel("clients/panels/links.html", context)


def _linked(request: UiRequest, links: list[ClientLink]) -> list[Linked]:
    ordered = sorted(links, key=lambda one: one.other_pk)
    by_other = {pk: list(own) for pk, own in groupby(ordered, key=lambda one: one.other_pk)}
    rows = Client.objects.filter(pk__in=by_other)
    for permission in ("clients.view", LINKS):
        rows = scoped(request.actor, permission, rows, office="office_id", owner="owner_staff_id")
    found = [Linked(one, by_other[one.pk], _last(by_other[one.pk])) for one in rows]
    return sorted(found, key=lambda one: one.last_at, reverse=True)


def _last(links: list[ClientLink]) -> datetime:
    return max(max(one.own.last_at, one.its.last_at) for one in links)
