"""Panels, timelines, counters and searches: what an upper room adds to a lower one's page."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.core import signing
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from brokerdesk.core.access import allowed
from brokerdesk.core.registry import (
    CounterSpec,
    PanelSpec,
    SearchHit,
    SearchSpec,
    Text,
    TimelineItem,
    TimelineSpec,
    registry,
)
from brokerdesk.kit.errors import NotFound

from .request import VISITOR

F = TypeVar("F", bound=Callable[..., Any])
SALT = "brokerdesk.panel"


@dataclass(frozen=True)
class Panel:
    """What a panel shows: a template with its values. `actions` are (label, url) links."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    actions: tuple[tuple[Text, str], ...] = ()
    subtitle: Text = ""


@dataclass(frozen=True)
class RenderedPanel:
    """A panel ready for the page."""

    spec: PanelSpec
    html: str
    url: str
    topics: str
    panel: Panel


def panel(
    place: str,
    *,
    title: Text,
    order: int = 100,
    permission: str | None = None,
    live: tuple[str, ...] = (),
    width: int = 12,
    icon: str = "",
) -> Callable[[F], F]:
    """Add a function `(request, **what) -> Panel | None` to a place; `width` of 12 columns."""

    def register(render: F) -> F:
        registry.add_panel(
            PanelSpec(
                place=place,
                name=f"{render.__module__.removeprefix('brokerdesk.')}.{render.__name__}",
                title=title,
                order=order,
                permission=permission,
                live=live,
                render=render,
                width=width,
                icon=icon,
            )
        )
        return render

    return register


def may_see(request: HttpRequest, permission: str | None) -> bool:
    """Say whether the one behind the request may see a thing at all."""
    actor = getattr(request, "actor", VISITOR)
    if permission is None:
        return bool(actor.id)
    return allowed(actor, permission, owner=actor.id if actor.kind == "client" else None)


def render_panels(request: HttpRequest, place: str, **what: Any) -> list[RenderedPanel]:
    """Render all panels of a place that the actor may see and that have something to say."""
    found = []
    for spec in registry.panels.get(place, ()):
        rendered = _render(request, spec, what)
        if rendered is not None:
            found.append(rendered)
    return found


def _render(request: HttpRequest, spec: PanelSpec, what: Mapping[str, Any]) -> RenderedPanel | None:
    if not may_see(request, spec.permission):
        return None
    shown: Panel | None = spec.render(request, **what)
    if shown is None:
        return None
    html = render_to_string(shown.template, {**shown.context, "panel": shown}, request)
    return RenderedPanel(spec, html, _token(request, spec, what), " ".join(spec.live), shown)


def _token(request: HttpRequest, spec: PanelSpec, what: Mapping[str, Any]) -> str:
    """A panel's own address, good only for the one it was rendered for."""
    actor = getattr(request, "actor", VISITOR)
    return signing.dumps([actor.ref, spec.place, spec.name, dict(what)], salt=SALT, compress=True)


def render_by_token(request: HttpRequest, token: str) -> RenderedPanel | None:
    """Render one panel again for a live update.

    Raises:
        NotFound: the token is not ours, is another's, or names a panel that is gone.
    """
    try:
        ref, place, name, what = signing.loads(token, salt=SALT, max_age=86_400)
    except signing.BadSignature:
        raise NotFound(_("There is no such panel.")) from None
    spec = next((p for p in registry.panels.get(place, ()) if p.name == name), None)
    if spec is None or ref != getattr(request, "actor", VISITOR).ref:
        raise NotFound(_("There is no such panel."))
    return _render(request, spec, what)


def timeline(subject: str, *, permission: str | None = None) -> Callable[[F], F]:
    """Add a source `(subject_id, *, limit, before) -> list[TimelineItem]` to a timeline."""

    def register(source: F) -> F:
        registry.timelines.setdefault(subject, []).append(TimelineSpec(source, permission))
        return source

    return register


def timeline_items(
    subject: str,
    subject_id: str,
    *,
    may: Callable[[str], bool],
    limit: int = 50,
    before: datetime | None = None,
) -> list[TimelineItem]:
    """Merge the sources of a timeline, newest first; `may` says who holds what on the subject."""
    items: list[TimelineItem] = []
    for spec in registry.timelines.get(subject, ()):
        if spec.permission is None or may(spec.permission):
            items.extend(spec.source(subject_id, limit=limit, before=before))
    return sorted(items, key=lambda item: item.at, reverse=True)[:limit]


def counter(
    name: str,
    *,
    title: Text,
    url_name: str,
    permission: str | None = None,
    live: tuple[str, ...] = (),
) -> Callable[[F], F]:
    """Add a queue's count `(request) -> int`, shown beside its page in the navigation."""

    def register(count: F) -> F:
        registry.counters[name] = CounterSpec(
            name=name,
            title=title,
            url_name=url_name,
            permission=permission,
            count=count,
            live=live,
        )
        return count

    return register


def audience(*event_types: str) -> Callable[[F], F]:
    """Add `(payloads, client_ids) -> frozenset`: which clients events concern that name none."""

    def register(find: F) -> F:
        for event_type in event_types:
            registry.add_audience(event_type, find)
        return find

    return register


def search(
    name: str, *, permission: str | None = None, title: Text = "", order: int = 100
) -> Callable[[F], F]:
    """Add a room's answer `(request, text) -> Iterable[SearchHit]` to the global search."""

    def register(find: F) -> F:
        registry.searches[name] = SearchSpec(
            name=name,
            title=title or name.capitalize(),
            permission=permission,
            find=find,
            order=order,
        )
        return find

    return register


def search_all(
    request: HttpRequest, text: str, *, limit: int = 6
) -> list[tuple[SearchSpec, list[SearchHit]]]:
    """Ask every room that the actor may search; rooms without a hit are left out."""
    answers = []
    for spec in sorted(registry.searches.values(), key=lambda s: (s.order, s.name)):
        if not may_see(request, spec.permission):
            continue
        hits = _first(spec.find(request, text), limit)
        if hits:
            answers.append((spec, hits))
    return answers


def _first(hits: Iterable[SearchHit], limit: int) -> list[SearchHit]:
    return [hit for _n, hit in zip(range(limit), hits, strict=False)]
