"""Which events a viewer may learn of. Decided from what his pages and panels listen to."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from brokerdesk.core.access.held import load
from brokerdesk.core.access.types import HeldGrant
from brokerdesk.core.actors import Actor
from brokerdesk.core.registry import Surface, registry


@dataclass
class Viewer:
    """One stream's owner. `grants` are refreshed by the hub while the stream is open."""

    actor: Actor
    surface: Surface
    brand_pk: int | None
    session_key: str
    grants: tuple[HeldGrant, ...] = field(default=())

    def view(self, event: dict[str, Any]) -> dict[str, Any] | None:
        """Return what he may learn of an event: its type and aggregate, its type only, or None."""
        if event["type"] == "live.reset":
            return event
        if self.surface == "portal":
            return self._own(event)
        return self._staff(event)

    def _own(self, event: dict[str, Any]) -> dict[str, Any] | None:
        if event.get("brand_id") != self.brand_pk:
            return None
        payload = event.get("payload") or {}
        concerned = {payload.get("client_id"), *payload.get("partner_client_ids", ())}
        mine = self.actor.id in concerned or event.get("aggregate") == f"client:{self.actor.id}"
        if not mine:
            return None
        return _shown(event, aggregate=True) if _heard(event) else None

    def view_addressed(self, event: dict[str, Any]) -> dict[str, Any] | None:
        """Return what a client may learn of an event that was found to concern him."""
        return _shown(event, aggregate=False) if _heard(event) else None

    def _staff(self, event: dict[str, Any]) -> dict[str, Any] | None:
        brand = event.get("brand_id")
        best: bool | None = None
        for topic, permission in _topics("backoffice").items():
            if not event["type"].startswith(topic):
                continue
            for wanted in permission:
                seen = self._holds(wanted, brand)
                if seen:
                    return _shown(event, aggregate=True)
                best = seen if best is None else best
        if best is None and not self._of_brand(brand):
            return None
        return _shown(event, aggregate=False)

    def _of_brand(self, brand: int | None) -> bool:
        """Say whether he works for the brand at all: then he may learn that something happened.

        What is of no brand, such as a batch of deals, may concern the brand of anybody.
        """
        mine = (g for g in self.grants if g.effect == "allow")
        return any(brand is None or g.brand_id is None or g.brand_id == brand for g in mine)

    def _holds(self, permission: str | None, brand: int | None) -> bool | None:
        """True: holds it for the whole brand; False: for some rows only; None: not at all."""
        if permission is None:
            return True
        covering = [g for g in self.grants if g.covers(permission)]
        covering = [g for g in covering if g.brand_id is None or g.brand_id == brand]
        denies = [g for g in covering if g.effect == "deny"]
        if any(g.scope in ("brand", "all") and g.office_id is None for g in denies):
            return None
        allows = [g for g in covering if g.effect == "allow"]
        if not allows:
            return None
        whole = any(g.scope in ("brand", "all") and g.office_id is None for g in allows)
        return whole and not denies


def _shown(event: dict[str, Any], *, aggregate: bool) -> dict[str, Any]:
    shown = {"type": event["type"], "sequence": event.get("sequence")}
    if aggregate:
        shown["aggregate"] = event.get("aggregate")
    return shown


def _heard(event: dict[str, Any]) -> bool:
    """Say whether something in the portal listens to an event."""
    return any(event["type"].startswith(topic) for topic in _topics("portal"))


_cache: dict[Surface, dict[str, set[str | None]]] = {}


def _topics(surface: Surface) -> dict[str, set[str | None]]:
    """Topics that something on this surface listens to, with the permissions of the listeners."""
    if surface not in _cache:
        _cache[surface] = _collect(surface)
    return _cache[surface]


def _collect(surface: Surface) -> dict[str, set[str | None]]:
    topics: dict[str, set[str | None]] = {}

    def add(live: Iterable[str], permission: str | None) -> None:
        for topic in live:
            topics.setdefault(topic, set()).add(permission)

    for page in registry.pages_of(surface):
        add(page.live, page.permission)
    for place, panels in registry.panels.items():
        if place.startswith("portal") == (surface == "portal"):
            for panel in panels:
                add(panel.live, panel.permission)
    if surface == "backoffice":
        for counter in registry.counters.values():
            add(counter.live, counter.permission)
    return topics


def refresh(viewers: Iterable[Viewer]) -> None:
    """Read the grants of staff afresh, once per member of staff."""
    seen: dict[str, tuple[HeldGrant, ...]] = {}
    for viewer in viewers:
        if viewer.surface == "backoffice":
            if viewer.actor.id not in seen:
                seen[viewer.actor.id] = load(viewer.actor.id)
            viewer.grants = seen[viewer.actor.id]
