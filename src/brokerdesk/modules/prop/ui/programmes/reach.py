"""Which programmes of which brands a member of staff may write."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import allowed, require, scoped
from brokerdesk.core.ui import UiRequest, url
from brokerdesk.modules.brands.queries import brands
from brokerdesk.modules.trading.queries import products_in_use, products_of_any_time
from brokerdesk.modules.trading.types import ProductRow

from ...errors import ProgrammeNotFound
from ...models import Programme, ProgrammeVersion

MANAGE = "prop.programme.manage"
GROUP = _("Challenges")
LIVE = ("prop.programme",)


def programmes(request: UiRequest) -> QuerySet[Programme]:
    """Programmes of the brands that the actor may write for."""
    return scoped(request.actor, MANAGE, Programme.objects.select_related("brand"))


def the_programme(request: UiRequest, programme_id: str) -> Programme:
    """One of them.

    Raises:
        ProgrammeNotFound: there is none that he may see.
    """
    found = programmes(request).filter(public_id=programme_id).first()
    if found is None:
        raise ProgrammeNotFound(_t("There is no such programme."))
    require(request.actor, MANAGE, brand_id=found.brand_id)
    return found


def newest(programme: Programme) -> ProgrammeVersion:
    """The version that was written last."""
    return programme.versions.order_by("-number")[0]


def own_brands(request: UiRequest) -> list[tuple[str, str]]:
    """Brands to write for, as choices."""
    mine = [one for one in brands() if allowed(request.actor, MANAGE, brand_id=one.pk)]
    return [(str(one.pk), one.name) for one in mine]


def to(programme_id: str) -> str:
    """The page of a programme."""
    return url("backoffice", "prop.programme", programme_id=programme_id)


def product_names(product_ids: Iterable[str]) -> dict[str, str]:
    """Products' names by id, as where they are chosen; those out of use too."""
    return {one: product_name(row) for one, row in products_of_any_time(product_ids).items()}


def product_name(row: ProductRow) -> str:
    """A product and its platform."""
    return f"{row.title} ({row.platform})"


def demo_products(brand_pk: int) -> list[ProductRow]:
    """Products of play money that a challenge's accounts may be of."""
    return [one for one in products_in_use(brand_pk) if one.kind == "demo"]
