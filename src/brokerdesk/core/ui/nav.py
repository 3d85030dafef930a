"""Navigation of a surface, from the registered pages, as the actor may see it."""

from dataclasses import dataclass, field

from django.http import HttpRequest
from django.urls import reverse

from brokerdesk.core.registry import CounterSpec, PageSpec, Surface, Text, registry

from .panels import may_see
from .urls import NAMESPACES

GROUPS = (
    "",
    "Clients",
    "Compliance",
    "Money",
    "Trading",
    "Partners",
    "Reports",
    "Settings",
    "System",
)


@dataclass
class NavItem:
    """One entry."""

    title: Text
    url: str
    icon: str
    order: int
    active: bool = False
    counter: CounterSpec | None = None


@dataclass
class NavGroup:
    """Entries under one head."""

    title: str
    items: list[NavItem] = field(default_factory=list)

    @property
    def active(self) -> bool:
        """Say whether the open page is in this group."""
        return any(item.active for item in self.items)


def navigation(request: HttpRequest) -> list[NavGroup]:
    """Groups in house order, then others by name; only what the actor may open."""
    surface: Surface | None = getattr(request, "surface", None)
    if surface is None:
        return []
    groups: dict[str, NavGroup] = {}
    counters = {c.url_name: c for c in registry.counters.values()}
    current: PageSpec | None = getattr(request, "page", None)
    for spec in registry.pages_of(surface):
        if spec.nav is None or "<" in spec.path or not may_see(request, spec.permission):
            continue
        address = reverse(f"{NAMESPACES[surface]}:{spec.name}")
        item = NavItem(
            title=spec.nav.title or spec.title,
            url=address,
            icon=spec.nav.icon,
            order=spec.nav.order,
            active=_active(current, spec),
            counter=counters.get(spec.name),
        )
        name = str(spec.nav.group)
        groups.setdefault(name, NavGroup(name)).items.append(item)
    for group in groups.values():
        group.items.sort(key=lambda i: (i.order, str(i.title)))
    return sorted(groups.values(), key=lambda g: (_rank(g.title), g.title))


def _active(current: PageSpec | None, spec: PageSpec) -> bool:
    if current is None:
        return False
    if current.name == spec.name:
        return True
    return current.nav is None and bool(spec.path) and current.path.startswith(spec.path)


def _rank(title: str) -> int:
    return GROUPS.index(title) if title in GROUPS else len(GROUPS)
