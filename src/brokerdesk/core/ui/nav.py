"""Navigation of a surface, from the registered pages, as the actor may see it."""

from dataclasses import dataclass, field
from functools import lru_cache

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.registry import Nav, PageSpec, Surface, Text, registry

from .panels import may_see
from .urls import url

GROUPS: tuple[Text, ...] = (
    "",
    _("Clients"),
    _("Compliance"),
    _("Money"),
    _("Trading"),
    _("Partners"),
    _("Reports"),
    _("Settings"),
    _("System"),
)


@dataclass
class NavItem:
    """One entry; `counter` names the count that the page fills in beside it."""

    title: Text
    url: str
    icon: str
    order: int
    active: bool = False
    counter: str = ""


@dataclass
class NavGroup:
    """Entries under one head."""

    title: str
    items: list[NavItem] = field(default_factory=list)


def navigation(request: HttpRequest) -> str:
    """Groups in house order, then others by name; only what the actor may open and count."""
    surface: Surface | None = getattr(request, "surface", None)
    if surface is None:
        return ""
    current: PageSpec | None = getattr(request, "page", None)
    shown = [
        spec
        for spec in registry.pages.values()
        if spec.surface == surface
        and spec.nav is not None
        and "<" not in spec.path
        and may_see(request, spec.permission)
    ]
    return _markup(
        surface,
        tuple(spec.name for spec in shown),
        _active(current, shown),
        tuple(c.name for c in registry.counters.values() if may_see(request, c.permission)),
        get_language(),
    )


@lru_cache(maxsize=1_024)
def _markup(
    surface: Surface,
    shown: tuple[str, ...],
    active: tuple[str, ...],
    counted: tuple[str, ...],
    language: str | None,
) -> str:
    """The entries of these pages, made once for all who may see and count the same."""
    counters = {registry.counters[name].url_name: name for name in counted}
    groups: dict[str, NavGroup] = {}
    for spec in (registry.pages[surface, name] for name in shown):
        nav = spec.nav or Nav("")
        item = NavItem(
            title=nav.title or spec.title,
            url=url(surface, spec.name),
            icon=nav.icon,
            order=nav.order,
            active=spec.name in active,
            counter=counters.get(spec.name, ""),
        )
        group = groups.setdefault(str(nav.group), NavGroup(str(nav.group)))
        group.items.append(item)
    for group in groups.values():
        group.items.sort(key=lambda i: (i.order, str(i.title)))
    ranks = {str(title): rank for rank, title in enumerate(GROUPS)}
    ordered = sorted(groups.values(), key=lambda g: (ranks.get(g.title, len(ranks)), g.title))
    return render_to_string(f"ui/parts/nav_{surface}.html", {"groups": ordered})


def _active(current: PageSpec | None, shown: list[PageSpec]) -> tuple[str, ...]:
    """The entry of the open page, else the nearest above it by path; none where there is none."""
    if current is None:
        return ()
    if current.nav is not None:
        return (current.name,)
    above = [spec for spec in shown if spec.path and current.path.startswith(spec.path)]
    return tuple(spec.name for spec in sorted(above, key=lambda spec: len(spec.path))[-1:])
