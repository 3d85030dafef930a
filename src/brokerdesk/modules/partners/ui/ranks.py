"""A partner's rank: on his page in the back office, and in his cabinet."""

from typing import Any, NamedTuple

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import allowed
from brokerdesk.core.ui import FormPage, Panel, UiRequest, page, panel, register_form, url
from brokerdesk.core.ui.acting import acted
from brokerdesk.kit.clock import now

from ..models import RankEvaluation, RankPin
from ..services.ladders.pinning import pin_rank, release_rank
from ..services.ladders.showing import Need, RankView, rank_view
from ..services.tiers.showing import TierView, tier_view
from .lists import VIEW
from .lists import partners as visible_partners
from .office import the_partner
from .own_numbers import own
from .rank_words import MEASURES, MODES, TIER_MEASURES

MANAGE = "partners.plan.manage"
SHOWN = 30


class Told(NamedTuple):
    """A need in words; `percent` of it is there, 100 at most."""

    words: Any
    need: Need
    percent: int


def told(needs: list[Need]) -> list[Told]:
    """Needs with how much of each is there."""
    return [
        Told(MEASURES[need.measure], need, _percent(need) if need.least else 100) for need in needs
    ]


def _percent(need: Need) -> int:
    return max(0, min(100, int(need.have * 100 / need.least)))


def rank_context(view: RankView | None, tiers: TierView | None) -> dict[str, Any]:
    """What the parts of rank and tiers show."""
    rules = tiers.period.rules if tiers else None
    return {
        "rank": view,
        "own_needs": told(view.own) if view else [],
        "needs": told(view.following_needs) if view else [],
        "reached": view is not None and _reached(view),
        "tiers": tiers,
        "tier_words": (TIER_MEASURES[rules.measure], MODES[rules.mode]) if rules else (),
    }


def _reached(view: RankView) -> bool:
    """Whether what the next rank needs is there already."""
    met = [need.met for need in view.following_needs]
    return bool(met) and (any(met) if view.following_any else all(met))


@panel(
    "partner_page", title=_("Rank"), order=15, permission=VIEW, live=("partner.",),
)  # fmt: skip
def rank_panel(request: UiRequest, partner_id: str) -> Panel | None:
    """Where he stands, what he lacks, and each night's evaluation."""
    partner = visible_partners(request).filter(public_id=partner_id).first()
    if partner is None:
        return None
    at = now()
    context = rank_context(rank_view(partner, at), tier_view(partner, at))
    rows = RankEvaluation.objects.filter(partner=partner).order_by("-day")
    evaluations = [(row, _measured(row)) for row in rows[:SHOWN]]
    if context["rank"] is None and context["tiers"] is None and not evaluations:
        return None
    may = allowed(request.actor, MANAGE, brand_id=partner.brand_id)
    pinned = RankPin.objects.filter(partner=partner, released_at=None).exists()
    way = (_("Keep the rank"), url("backoffice", "partners.rank_pin", partner_id=partner_id))
    return Panel(
        "partners/panels/rank.html",
        {**context, "evaluations": evaluations, "partner": partner, "may_manage": may},
        actions=(way,) if may and context["rank"] and not pinned else (),
    )


def _measured(row: RankEvaluation) -> list[tuple[Any, str]]:
    return [(MEASURES.get(name, name), value) for name, value in row.measures.items()]


class PinForm(forms.Form):
    """Why the rank is kept."""

    reason = forms.CharField(max_length=200, label=_("Reason"))


def _pin_form(request: UiRequest, *, data: Any, files: Any, partner_id: str) -> PinForm:
    the_partner(request, partner_id, MANAGE)
    return PinForm(data=data)


def _pin(request: UiRequest, form: PinForm, partner_id: str) -> str:
    the_partner(request, partner_id, MANAGE)
    pin_rank(partner_id, reason=form.cleaned_data["reason"], actor=request.actor, at=now())
    return url("backoffice", "partners.partner", partner_id=partner_id)


register_form(
    FormPage(
        surface="backoffice",
        path="partners/<str:partner_id>/rank/",
        name="partners.rank_pin",
        title=_("Keep the rank"),
        permission=MANAGE,
        form=_pin_form,
        submit=_pin,
        submit_label=_("Keep"),
        intro=_("No evaluation moves him up or down until he is let go."),
        back=lambda request, partner_id: url(
            "backoffice", "partners.partner", partner_id=partner_id
        ),
    )
)


@page(
    "backoffice", "partners/<str:partner_id>/rank/release/", name="partners.rank_release",
    title=_("Let go"), permission=MANAGE,
)  # fmt: skip
def release(request: UiRequest, partner_id: str) -> HttpResponse:
    """Let a partner move again."""
    the_partner(request, partner_id, MANAGE)
    return acted(
        request, url("backoffice", "partners.partner", partner_id=partner_id),
        _t("He moves again from the next evaluation on."),
        lambda: release_rank(partner_id, actor=request.actor, at=now()),
    )  # fmt: skip


@page(
    "portal", "partner/rank/", name="partners.own_rank", title=_("Rank"),
    live=("partner.",),
)  # fmt: skip
def rank_part(request: UiRequest) -> HttpResponse:
    """Rank and running period: a part of the cabinet that comes after it."""
    found, at = own(request), now()
    context = rank_context(rank_view(found, at), tier_view(found, at))
    return render(request, "partners/own_rank.html", context)
