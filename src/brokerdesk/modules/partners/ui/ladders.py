"""Ladders of ranks and tiers of brands in the back office."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import allowed, require
from brokerdesk.core.ui import FormPage, Nav, UiRequest, page, register_form, render_page, url
from brokerdesk.core.ui.acting import acted
from brokerdesk.kit.clock import now
from brokerdesk.modules.brands.queries import brand as brand_of
from brokerdesk.modules.brands.queries import brands
from brokerdesk.modules.brands.types import BrandRow
from brokerdesk.modules.clients.queries import actor_names

from ..models import Ladder, TierScheme, TierSettlement
from ..services.ladders.setting import ladder_of, set_ladder
from ..services.ladders.showing import would_move
from ..services.tiers.periods import running_period
from ..services.tiers.setting import set_tiers
from .ladder_form import LadderForm
from .lists import PARTNERS, VIEW
from .rank_words import MEASURES, MODES, PERIODS, TIER_MEASURES
from .tier_form import TierForm

MANAGE = "partners.plan.manage"
SHOWN = 20


def _managed(request: UiRequest, brand_id: str) -> BrandRow:
    found = brand_of(brand_id)
    require(request.actor, MANAGE, brand_id=found.pk)
    return found


def _to(brand_id: str) -> str:
    return url("backoffice", "partners.ranks_brand", brand_id=brand_id)


@page(
    "backoffice", "partners/ranks/", name="partners.ranks", title=_("Ranks and tiers"),
    permission=VIEW, nav=Nav(PARTNERS, 38, icon="trending-up"),
)  # fmt: skip
def ranks_page(request: UiRequest) -> HttpResponse:
    """The ladders and tiers of the brands that he may see."""
    at = now()
    seen = [row for row in brands() if allowed(request.actor, VIEW, brand_id=row.pk)]
    rows = [(row, ladder_of(row.pk, at), running_period(row.pk, at)) for row in seen]
    return render_page(request, "partners/ranks.html", {"rows": rows, "periods": PERIODS})


@page(
    "backoffice", "partners/ranks/<str:brand_id>/", name="partners.ranks_brand",
    title=_("Ranks and tiers"), permission=VIEW,
)  # fmt: skip
def brand_page(request: UiRequest, brand_id: str) -> HttpResponse:
    """One brand's ladder and tiers, their versions, and the periods that were paid."""
    found, at = brand_of(brand_id), now()
    require(request.actor, VIEW, brand_id=found.pk)
    ladders = list(Ladder.objects.filter(brand_id=found.pk).order_by("-pk")[:SHOWN])
    schemes = list(TierScheme.objects.filter(brand_id=found.pk).order_by("-pk")[:SHOWN])
    actors = [row.recorded_by for row in ladders] + [row.recorded_by for row in schemes]
    names = actor_names(actors)
    held = ladder_of(found.pk, at)
    period = running_period(found.pk, at)
    context = {
        "brand": found,
        "ladder": held.rules if held else None,
        "ranks": _ranks(held.rules) if held else [],
        "period": period,
        "tiers": zip(period.rules.tiers.borders, period.rules.tiers.rates, strict=True)
        if period
        else (),
        "tier_words": (
            TIER_MEASURES[period.rules.measure], MODES[period.rules.mode],
            PERIODS[period.rules.period],
        ) if period else (),
        "versions": [(row, names.get(row.recorded_by, row.recorded_by)) for row in ladders],
        "schemes": [(row, names.get(row.recorded_by, row.recorded_by)) for row in schemes],
        "settled": TierSettlement.objects.filter(brand_id=found.pk).order_by("-since")[:SHOWN],
        "may_manage": allowed(request.actor, MANAGE, brand_id=found.pk),
    }  # fmt: skip
    return render_page(request, "partners/ranks_brand.html", context)


def _ranks(rules: Any) -> list[tuple[str, list[tuple[Any, Any]], bool, Any]]:
    """Each rank with its needs in words, whether one is enough, and the rate it brings."""
    return [
        (
            rank.name,
            [(MEASURES[name], least) for name, least in rank.needs.items()],
            rank.enough_is_one,
            rules.rates.get(rank.name),
        )
        for rank in rules.ladder.ranks
    ]


def _ladder_form(request: UiRequest, *, data: Any, files: Any, brand_id: str) -> LadderForm:
    found = _managed(request, brand_id)
    held = ladder_of(found.pk, now())
    return LadderForm(data=data, brand_pk=found.pk, body=held.row.body if held else None)


def _set_ladder(request: UiRequest, form: LadderForm, brand_id: str) -> str | HttpResponseBase:
    found, at = _managed(request, brand_id), now()
    if any(name in request.POST for name in ("more", "remove")) or form.rules is None:
        return _again(request, form, LADDER, brand_id, {})
    if "check" in request.POST:
        moves = would_move(found.pk, form.rules, at)
        return _again(request, form, LADDER, brand_id, {"preview": moves})
    set_ladder(found.pk, form.body(), actor=request.actor, at=at)
    messages.success(request, _t("It holds from now on: partners move when the day has ended."))
    return _to(brand_id)


def _again(
    request: UiRequest, form: forms.Form, spec: FormPage, brand_id: str, more: dict[str, Any]
) -> HttpResponse:
    """The same form once more, by a button that changes nothing."""
    values = {"form": form, "spec": spec, "back": _to(brand_id), **more}
    return render_page(request, spec.template, values, title=spec.title)


def _tier_form(request: UiRequest, *, data: Any, files: Any, brand_id: str) -> TierForm:
    found = _managed(request, brand_id)
    held = TierScheme.objects.filter(brand_id=found.pk, valid__contains=now()).first()
    return TierForm(data=data, brand_pk=found.pk, body=held.body if held else None)


def _set_tiers(request: UiRequest, form: TierForm, brand_id: str) -> str:
    found = _managed(request, brand_id)
    set_tiers(found.pk, form.body(), actor=request.actor, at=now())
    messages.success(request, _t("It pays the periods that begin from now on."))
    return _to(brand_id)


@page(
    "backoffice", "partners/ranks/<str:brand_id>/stop/<str:what>/", name="partners.ranks_stop",
    title=_("Stop"), permission=MANAGE,
)  # fmt: skip
def stop(request: UiRequest, brand_id: str, what: str) -> HttpResponse:
    """Let no ladder, or no tiers, hold from now on."""
    found, at = _managed(request, brand_id), now()
    put = set_tiers if what == "tiers" else set_ladder
    return acted(
        request, _to(brand_id), _t("It holds no longer."),
        lambda: put(found.pk, None, actor=request.actor, at=at),
    )  # fmt: skip


LADDER = register_form(
    FormPage(
        surface="backoffice",
        path="partners/ranks/<str:brand_id>/ladder/",
        name="partners.ladder",
        title=_("Ladder of ranks"),
        permission=MANAGE,
        form=_ladder_form,
        submit=_set_ladder,
        submit_label=_("Activate from now on"),
        template="partners/ladder_form.html",
        back=lambda request, brand_id: _to(brand_id),
    )
)
register_form(
    FormPage(
        surface="backoffice",
        path="partners/ranks/<str:brand_id>/tiers/",
        name="partners.tiers",
        title=_("Volume tiers"),
        permission=MANAGE,
        form=_tier_form,
        submit=_set_tiers,
        submit_label=_("Activate"),
        intro=lambda request, brand_id: _(
            "A period is paid by the tiers that held when it began. A brand's first tiers pay the "
            "period that runs, too."
        ),
        back=lambda request, brand_id: _to(brand_id),
    )
)
