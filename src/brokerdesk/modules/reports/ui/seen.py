"""Which brands' figures an actor sees, and which day it is there."""

from datetime import date

from brokerdesk.core.access import allowed
from brokerdesk.core.ui import UiRequest
from brokerdesk.kit.clock import now
from brokerdesk.modules.brands.queries import brands

from ..rules import day_of

VIEW = "reports.figures.view"


def visible_brands(request: UiRequest) -> list[int]:
    """The brands whose figures the actor may see."""
    return [b.pk for b in brands() if allowed(request.actor, VIEW, brand_id=b.pk)]


def zone_of(brand_pks: list[int]) -> str:
    """The reporting zone of the first of some brands; UTC when there is none."""
    seen = set(brand_pks)
    return next((b.reporting_zone for b in brands() if b.pk in seen), "UTC")


def today_of(brand_pks: list[int]) -> date:
    """Today in that zone."""
    return day_of(now(), zone_of(brand_pks))
