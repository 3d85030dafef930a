"""Which brands' figures an actor sees, and which day it is there."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime

from brokerdesk.core.access import allowed
from brokerdesk.core.ui import UiRequest
from brokerdesk.kit.clock import now
from brokerdesk.modules.brands.queries import brands

from ..queries import todays_of
from ..rules import bounds

VIEW = "reports.figures.view"


def visible_brands(request: UiRequest) -> list[int]:
    """The brands whose figures the actor may see."""
    return [b.pk for b in brands() if allowed(request.actor, VIEW, brand_id=b.pk)]


def began_of(brand_pks: list[int]) -> dict[int, datetime]:
    """When today began for each brand."""
    todays = todays_of(brand_pks, now())
    return {b.pk: bounds(todays[b.pk], b.reporting_zone)[0] for b in brands() if b.pk in todays}


def boundary_of(todays: Mapping[int, date]) -> str:
    """Name each day, its zone and whose it is: `Northwind Markets · 2026-11-25 · UTC`."""
    names: dict[tuple[date, str], list[str]] = defaultdict(list)
    for b in brands():
        if b.pk in todays:
            names[todays[b.pk], b.reporting_zone].append(b.name)
    return " | ".join(f"{', '.join(who)} · {day} · {zone}" for (day, zone), who in names.items())
