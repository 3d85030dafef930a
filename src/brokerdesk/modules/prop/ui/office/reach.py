"""What of challenges a member of staff may reach: scoped rows, and the pages they are on."""

from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import allowed, require, scoped
from brokerdesk.core.ui import UiRequest, url
from brokerdesk.kit.errors import NotFound
from brokerdesk.modules.brands.queries import brands

from ...errors import AttemptNotFound
from ...models import Attempt, Stage

GROUP = _("Challenges")
LIVE = ("prop.",)
VIEW = "prop.attempt.view"
MANAGE = "prop.attempt.manage"
REVIEW = "prop.attempt.review"
ORDER = "prop.order.manage"
ASSESS = "prop.payout.assess"
APPROVE = "prop.payout.approve"
PROGRAMME = "prop.programme.manage"
NEWS = "prop.news.manage"
COMPETITION = "prop.competition.manage"
SIGNAL = "prop.signal.decide"
PROPOSE = "prop.override.propose"
ALL = ("", _("All"))

M = TypeVar("M", bound=Model)


def attempts(request: UiRequest, permission: str = VIEW) -> QuerySet[Attempt]:
    """Attempts on which the actor holds a permission."""
    rows = Attempt.objects.select_related("client", "brand")
    return scoped(request.actor, permission, rows)


def stages(request: UiRequest, permission: str = VIEW) -> QuerySet[Stage]:
    """Stages on which the actor holds a permission."""
    rows = Stage.objects.select_related("attempt__client", "attempt__brand", "account__server")
    return scoped(request.actor, permission, rows, brand="attempt__brand_id")


def the_attempt(request: UiRequest, attempt_id: str, permission: str = VIEW) -> Attempt:
    """One attempt on which the actor holds a permission.

    Raises:
        AttemptNotFound: there is none, or not for him.
    """
    rows = attempts(request).select_related("client", "brand", "order__version__programme")
    found = rows.filter(public_id=attempt_id).first()
    if found is None:
        raise AttemptNotFound(_t("There is no such challenge."))
    require(request.actor, permission, brand_id=found.brand_id)
    return found


def the_row(request: UiRequest, rows: QuerySet[M], public_id: str) -> M:
    """One of some scoped rows.

    Raises:
        NotFound: there is none, or not for him.
    """
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise NotFound(_t("There is no such thing."))
    return found


def may(request: UiRequest, permission: str, brand_pk: int) -> bool:
    """Whether the actor holds a permission on a brand."""
    return allowed(request.actor, permission, brand_id=brand_pk)


def own_brands(request: UiRequest, permission: str) -> list[tuple[str, str]]:
    """Brands on which the actor holds a permission, as choices."""
    return [(str(one.pk), one.name) for one in brands() if may(request, permission, one.pk)]


def chosen_brand(request: UiRequest, permission: str, values: dict[str, Any]) -> int:
    """The brand that a form names.

    Raises:
        Forbidden: it is not the actor's.
    """
    brand_pk = int(values["brand"])
    require(request.actor, permission, brand_id=brand_pk)
    return brand_pk


def to_attempt(attempt_id: str) -> str:
    """The page of an attempt."""
    return url("backoffice", "prop.attempt", attempt_id=attempt_id)
