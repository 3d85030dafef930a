"""Whose figures an actor may see."""

from django.apps import apps

from brokerdesk.core.access import everywhere, scoped
from brokerdesk.core.actors import Actor
from brokerdesk.modules.brands.queries import brands
from brokerdesk.modules.brands.types import BrandRow

VIEW = "risk.view"


def brands_seen(actor: Actor, permission: str = VIEW) -> tuple[int, ...] | None:
    """The brands of which an actor holds a permission; None for all of them."""
    if everywhere(actor, permission):
        return None
    rows = scoped(actor, permission, apps.get_model("brands", "Brand").objects.all(), brand="pk")
    return tuple(rows.order_by("pk").values_list("pk", flat=True))


def brand_rows(brand_pks: tuple[int, ...] | None) -> list[BrandRow]:
    """Brands by their keys, all for None."""
    return [row for row in brands() if brand_pks is None or row.pk in brand_pks]


def currencies_of(brand_pks: tuple[int, ...] | None) -> list[str]:
    """In which currencies figures of brands can be asked for, their own first."""
    own = [row.base_currency for row in brand_rows(brand_pks)]
    return list(dict.fromkeys([*own, "USD", "EUR", "GBP"]))
