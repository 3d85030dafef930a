"""One accrual with its derivation, and a period computed again, in the back office."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import allowed, require
from brokerdesk.core.actors import Actor
from brokerdesk.core.ui import FormPage, UiRequest, page, register_form, render_page, url
from brokerdesk.core.ui.choices import set_choices
from brokerdesk.core.ui.panels import may_see
from brokerdesk.kit.clock import now
from brokerdesk.modules.brands.queries import brands
from brokerdesk.modules.trading.queries import closing_deals

from ..errors import AccrualNotFound
from ..models import Accrual
from ..services import recompute
from ..services.explaining import explain_line
from .explained import explained, explained_file
from .lists import VIEW
from .lists import accruals as visible_accruals

MOST_DEALS = 20_000
SHOWN = 500


def _accrual(request: UiRequest, accrual_id: str) -> Accrual:
    number = accrual_id.removeprefix("acr_")
    rows = visible_accruals(request).select_related("plan_version__plan")
    found = rows.filter(pk=int(number)).first() if number.isdigit() and len(number) < 19 else None
    if found is None:
        raise AccrualNotFound(_t("There is no such accrual."))
    return found


@page(
    "backoffice", "partners/accruals/<str:accrual_id>/",
    name="partners.accrual", title=_("Accrual"), permission=VIEW,
)  # fmt: skip
def accrual_page(request: UiRequest, accrual_id: str) -> HttpResponse:
    """One line with its derivation, and all other lines of the same deal."""
    line = _accrual(request, accrual_id)
    siblings = Accrual.objects.select_related("partner__client").filter(deal_id=line.deal_id)
    context = {
        **explained(explain_line(line, at=now())),
        "lines": siblings.order_by("deal_version", "level", "kind"),
        "sees_deal": may_see(request, "trading.deal.view"),
    }
    return render_page(request, "partners/accrual.html", context, title=accrual_id)


@page(
    "backoffice", "partners/accruals/<str:accrual_id>/explained.json",
    name="partners.accrual_json", title=_("Accrual"), permission=VIEW,
)  # fmt: skip
def accrual_file(request: UiRequest, accrual_id: str) -> HttpResponse:
    """The derivation as JSON."""
    line = _accrual(request, accrual_id)
    return explained_file(line, explain_line(line, at=now()), own=False)


class RecomputeForm(forms.Form):
    """The deals to compute again."""

    brand = forms.ChoiceField(label=_("Brand"))
    since = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(
        label=_("To and with"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("This day included (UTC)"),
    )

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        mine = [b for b in brands() if allowed(actor, VIEW, brand_id=b.pk)]
        set_choices(self, "brand", [(str(b.pk), b.name) for b in mine])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        since, until = values.get("since"), values.get("until")
        if since and until and until < since:
            self.add_error("until", _t("Give a day that is not before the first."))
        if until and until > date.max - timedelta(days=1):
            self.add_error("until", _t("There is no such period."))
        return values


def _form(request: UiRequest, *, data: Any, files: Any) -> forms.Form:
    today = now().date()
    shown = {"since": today - timedelta(days=7), "until": today}
    return RecomputeForm(data=data, initial=shown, actor=request.actor)


def _recompute(request: UiRequest, form: RecomputeForm) -> HttpResponse:
    values = form.cleaned_data
    brand_pk = int(values["brand"])
    require(request.actor, VIEW, brand_id=brand_pk)
    since = datetime.combine(values["since"], time(), UTC)
    until = datetime.combine(values["until"] + timedelta(days=1), time(), UTC)
    if len(closing_deals(brand_pk, since, until)) > MOST_DEALS:
        form.add_error("until", _t("More than %(most)s deals: take a shorter period, or the "
                                   "command line.") % {"most": MOST_DEALS})  # fmt: skip
        context = {"form": form, "spec": RECOMPUTE, "intro": INTRO, "back": _back(request)}
        return render_page(request, "ui/form.html", context, title=RECOMPUTE.title, status=422)
    found = recompute(brand_pk, since, until, at=now(), workers=1)
    context = {**found._asdict(), "since": since, "until": until}
    context["differing"] = found.differing[:SHOWN]
    return render_page(request, "partners/recomputed.html", context, title=RECOMPUTE.title)


def _back(request: UiRequest) -> str:
    return url("backoffice", "partners.accruals")


INTRO = _(
    "Every line of the period is computed again by the plans, chains and rates that held, and "
    "compared with what stands. Nothing is changed."
)
RECOMPUTE = register_form(
    FormPage(
        surface="backoffice",
        path="partners/recompute/",
        name="partners.recompute",
        title=_("Compute a period again"),
        permission=VIEW,
        form=_form,
        submit=_recompute,
        submit_label=_("Compute again"),
        intro=INTRO,
        back=_back,
    )
)
