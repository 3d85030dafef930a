"""What the rooms tell the surfaces: pages, navigation, panels, counters, searches, timelines.

Plain data without Django views; `core.ui` fills it and the surfaces read it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from django.utils.functional import Promise

Surface = Literal["backoffice", "portal"]
Text = str | Promise
# Takes the payloads of events of one type and the clients who follow; gives those concerned.
Audience = Callable[[Sequence[Mapping[str, Any]], Collection[str]], frozenset[str]]


@dataclass(frozen=True)
class Nav:
    """A place in the navigation: a group, the order inside it, an icon of the sprite."""

    group: Text
    order: int = 100
    icon: str = "circle"
    title: Text = ""


@dataclass(frozen=True, kw_only=True)
class PageSpec:
    """One page. Without a permission any signed-in user of the surface may open it."""

    surface: Surface
    path: str
    name: str
    title: Text
    view: Callable[..., Any]
    permission: str | None = None
    nav: Nav | None = None
    public: bool = False
    live: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PanelSpec:
    """A panel that an upper room adds to a place of a lower one."""

    place: str
    name: str
    title: Text
    order: int
    permission: str | None
    live: tuple[str, ...]
    render: Callable[..., Any]
    width: int = 12
    icon: str = ""


@dataclass(frozen=True)
class TimelineItem:
    """One thing that happened, for the one timeline of a subject."""

    at: datetime
    kind: str
    title: Text
    detail: Text = ""
    url: str = ""
    actor: str = ""


@dataclass(frozen=True)
class TimelineSpec:
    """A room's source of a timeline, for those who hold its permission on the subject."""

    source: Callable[..., list[TimelineItem]]
    permission: str | None


@dataclass(frozen=True, kw_only=True)
class CounterSpec:
    """A queue's count, shown in navigation, bell and dashboard."""

    name: str
    title: Text
    url_name: str
    permission: str | None
    count: Callable[[Any], int]
    live: tuple[str, ...] = ()


@dataclass(frozen=True)
class SearchHit:
    """One result of the global search."""

    title: str
    detail: str
    url: str


@dataclass(frozen=True, kw_only=True)
class SearchSpec:
    """A room's answer to the global search."""

    name: str
    title: Text
    permission: str | None
    find: Callable[[Any, str], Iterable[SearchHit]]
    order: int = 100


@dataclass
class Registry:
    """All that is registered in this process."""

    pages: dict[tuple[Surface, str], PageSpec] = field(default_factory=dict)
    panels: dict[str, list[PanelSpec]] = field(default_factory=dict)
    timelines: dict[str, list[TimelineSpec]] = field(default_factory=dict)
    counters: dict[str, CounterSpec] = field(default_factory=dict)
    searches: dict[str, SearchSpec] = field(default_factory=dict)
    webhooks: dict[str, tuple[str, Callable[..., Any]]] = field(default_factory=dict)
    audiences: dict[str, Audience] = field(default_factory=dict)

    def add_page(self, spec: PageSpec) -> None:
        """Add a page; a name or a path is taken once per surface.

        Raises:
            ValueError: the name or the path is taken.
        """
        if spec.path.startswith("/"):
            raise ValueError(f"path of {spec.name} must not start with a slash")
        taken = [p for p in self.pages.values() if p.surface == spec.surface]
        if any(p.name == spec.name or p.path == spec.path for p in taken):
            raise ValueError(f"page {spec.name} ({spec.path}) is registered twice")
        self.pages[(spec.surface, spec.name)] = spec

    def add_panel(self, spec: PanelSpec) -> None:
        """Add a panel to its place, kept in order."""
        place = self.panels.setdefault(spec.place, [])
        if any(p.name == spec.name for p in place):
            raise ValueError(f"panel {spec.name} is registered twice at {spec.place}")
        place.append(spec)
        place.sort(key=lambda p: (p.order, p.name))

    def add_audience(self, event_type: str, find: Audience) -> None:
        """Say whom the events of a type concern that name no client themselves."""
        if event_type in self.audiences:
            raise ValueError(f"the audience of {event_type} is registered twice")
        self.audiences[event_type] = find

    def pages_of(self, surface: Surface) -> list[PageSpec]:
        """Pages of one surface; fixed paths come before paths with parameters."""
        pages = [p for p in self.pages.values() if p.surface == surface]
        return sorted(pages, key=lambda p: (p.path.count("<"), -len(p.path), p.path))


registry = Registry()
