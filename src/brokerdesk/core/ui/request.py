"""The request as pages see it."""

from typing import Any

from django.http import HttpRequest

from brokerdesk.core.access.hooks import BrandLike, ClientLike
from brokerdesk.core.actors import Actor
from brokerdesk.core.registry import Surface

LAYOUTS: dict[Surface, str] = {"backoffice": "ui/office.html", "portal": "ui/portal.html"}
VISITOR = Actor(kind="client", id="", label="Visitor")


class UiRequest(HttpRequest):
    """A request after our middleware; pages annotate with it, it is never instantiated."""

    surface: Surface | None
    actor: Actor
    brand: BrandLike
    client: ClientLike
    htmx: Any


def is_signed_in(request: HttpRequest) -> bool:
    """Say whether a member of staff or a client stands behind this request."""
    actor: Actor = getattr(request, "actor", VISITOR)
    return bool(actor.id)
