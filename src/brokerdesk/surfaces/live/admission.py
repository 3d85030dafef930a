"""Who may open a stream, and whether he still may. Runs in a small pool, never in a stream."""

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.core.exceptions import SuspiciousOperation
from django.core.handlers.asgi import ASGIRequest
from django.db import connection
from django.http.request import split_domain_port

from brokerdesk.core.access.hooks import resolver
from brokerdesk.core.actors import Actor
from brokerdesk.core.events.errors import EventsGone
from brokerdesk.core.events.queries import events_since, last_sequence
from brokerdesk.core.identity.services import has_mfa
from brokerdesk.kit.clock import now
from brokerdesk.modules.valuation.queries import WatchedRow, watchable

from .scope import Viewer, refresh

RESUME_LIMIT = 500


def admit(request: ASGIRequest) -> Viewer | None:
    """Return the viewer behind a request's session on its host, or None."""
    try:
        host = split_domain_port(request.get_host())[0].lower()
    except SuspiciousOperation:
        return None
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    asked = resolver()
    if not key or asked is None:
        return None
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    user = get_user(request)
    if not user.is_authenticated:
        return None
    viewer = _viewer(host, user, key)
    if viewer is not None:
        refresh([viewer])
    return viewer


def _viewer(host: str, user: Any, key: str) -> Viewer | None:
    asked = resolver()
    if asked is None:
        return None
    if host == settings.OFFICE_HOST:
        staff = asked.resolve_staff(user) if has_mfa(user.pk) else None
        return Viewer(staff, "backoffice", staff.brand_id, key) if staff else None
    brand = asked.resolve_brand(host)
    client = asked.resolve_client(user, brand) if brand else None
    if brand is None or client is None or client.brand_pk != brand.pk:
        return None
    actor = Actor(kind="client", id=client.public_id, label=client.name, brand_id=brand.pk)
    return Viewer(actor, "portal", brand.pk, key)


def still_open(viewers: Sequence[Viewer]) -> set[str]:
    """Return the session keys that still stand; refresh the scopes of their owners."""
    keys = {viewer.session_key for viewer in viewers}
    alive = set(
        Session.objects.filter(session_key__in=keys, expire_date__gt=now()).values_list(
            "session_key", flat=True
        )
    )
    refresh(viewer for viewer in viewers if viewer.session_key in alive)
    return alive


def seen_of(asked: Sequence[tuple[Viewer, Sequence[str]]]) -> list[list[WatchedRow]]:
    """Return, for each viewer and the accounts that he asks for, those that he may see now."""
    found: dict[tuple[str, str], dict[str, WatchedRow]] = {}
    wanted: dict[tuple[str, str], tuple[Viewer, set[str]]] = {}
    for viewer, ids in asked:
        wanted.setdefault((viewer.surface, viewer.actor.id), (viewer, set()))[1].update(ids)
    for key, (viewer, all_ids) in wanted.items():
        found[key] = {row.account_id: row for row in watchable(viewer.actor, all_ids)}
    return [
        [row for one in ids if (row := found[viewer.surface, viewer.actor.id].get(one))]
        for viewer, ids in asked
    ]


def missed(since: int, brand_pk: int | None) -> list[dict[str, Any]] | None:
    """Return the events after a sequence; None when they are too many or not kept any more."""
    try:
        found = events_since(since, limit=RESUME_LIMIT + 1, brand_id=brand_pk)
    except EventsGone:
        return None
    if len(found) > RESUME_LIMIT:
        return None
    return [
        {
            "type": event.type,
            "sequence": event.sequence,
            "aggregate": event.aggregate,
            "brand_id": event.brand_id,
            "payload": event.payload,
        }
        for event in found
    ]


def newest() -> int:
    """Return the sequence of the newest event."""
    return last_sequence()


def leave() -> None:
    """Give the pool's database connection back between uses."""
    connection.close()
