"""One plan with all its versions: what each pays, and what changed."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import allowed
from brokerdesk.core.ui import UiRequest, page, render_page
from brokerdesk.modules.clients.queries import actor_names

from ..engine import Filters, Plan, Rule, parse_plan
from ..engine.numbers import plain
from ..errors import PlanNotFound
from ..models import PlanAssignment, PlanVersion
from .lists import VIEW
from .lists import plans as visible_versions
from .rule_words import BASES, DISTRIBUTIONS, SIDES, listed_words, scope_words, shares_words

MANAGE = "partners.plan.manage"
SHOWN_PARTNERS = 50


class Told(NamedTuple):
    """A version as the page shows it."""

    version: PlanVersion
    by: str
    distribution: str
    shares: str
    rules: list[tuple[int, str, str, str, str]]
    limits: list[tuple[str, str]]
    changes: list[tuple[str, str, str]]


@page(
    "backoffice", "partners/plans/<str:plan_id>/",
    name="partners.plan", title=_("Commission plan"), permission=VIEW, live=("plan.",),
)  # fmt: skip
def plan_page(request: UiRequest, plan_id: str) -> HttpResponse:
    """What a plan pays, from when, and what each version changed."""
    rows = visible_versions(request).filter(plan__public_id=plan_id)
    versions = sorted(rows, key=lambda row: row.version)
    if not versions:
        raise PlanNotFound(_t("There is no such plan."))
    plan = versions[0].plan
    holders = PlanAssignment.objects.filter(plan=plan, valid__upper_inf=True)
    context = {
        "plan": plan,
        "versions": told_versions(versions)[::-1],
        "holders": holders.select_related("partner__client").order_by("pk")[:SHOWN_PARTNERS],
        "holders_count": holders.count(),
        "may_change": allowed(request.actor, MANAGE, brand_id=plan.brand_id),
    }
    return render_page(request, "partners/plan.html", context, title=plan.name)


def told_versions(versions: list[PlanVersion]) -> list[Told]:
    """Versions in words, each with what it changed of the one before."""
    names = actor_names([row.recorded_by for row in versions])
    found = list[Told]()
    before: Mapping[str, Any] | None = None
    for row in versions:
        plan = parse_plan(row.body, currency=row.plan.currency)
        changes = list(changed(before, row.body)) if before is not None else []
        found.append(
            Told(
                row,
                names.get(row.recorded_by, row.recorded_by),
                str(DISTRIBUTIONS[plan.distribution]),
                shares_words(plan),
                [_rule(rule) for rule in plan.rules.rules],
                limits(plan),
                changes,
            )
        )
        before = row.body
    return found


def _rule(rule: Rule) -> tuple[int, str, str, str, str]:
    number, basis, side = rule.position + 1, str(BASES[rule.basis]), str(SIDES[rule.charge_on])
    return number, basis, plain(rule.value), side, scope_words(rule)


def limits(plan: Plan) -> list[tuple[str, str]]:
    """What a deal must reach, and what is paid at most."""
    filters, rebate = plan.filters, plan.rebate
    given = (
        (_t("Open for at least, seconds"), _seconds(filters)),
        (_t("Price moved at least, points"), filters.min_points),
        (_t("Spread counted up to, points"), filters.max_spread_points),
        (_t("At most per trade"), filters.cap_per_trade),
        (_t("At most per day"), filters.cap_per_day),
        (_t("At most per unit, all together"), plan.max_total),
        (_t("On top, of those below"), listed_words(plan.overriding) or None),
        (_t("On top, of equal rank below"), plan.same_rank_bonus or None),
        (_t("Rebate to the client"), rebate and f"{plain(rebate.share)} ({rebate.funded_by})"),
    )
    return [(title, str(value)) for title, value in given if value is not None]


def _seconds(filters: Filters) -> int | None:
    return int(filters.min_duration.total_seconds()) if filters.min_duration else None


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """What differs between two bodies: where, what was, what is."""
    old, new = dict(_flat("", before)), dict(_flat("", after))
    for key in sorted(old.keys() | new.keys()):
        if old.get(key) != new.get(key):
            yield key, old.get(key, ""), new.get(key, "")


def _flat(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flat(f"{path}.{key}" if path else str(key), inner)
    elif isinstance(value, list):
        for place, inner in enumerate(value, start=1):
            yield from _flat(f"{path}[{place}]", inner)
    elif value is not None:
        yield path, str(value)
