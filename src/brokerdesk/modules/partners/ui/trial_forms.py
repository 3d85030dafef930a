"""Starting a trial: any body that is a plan, over a period of a brand's deals."""

import json
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import allowed, require
from brokerdesk.core.actors import Actor
from brokerdesk.core.ui import FormPage, UiRequest, register_form, url
from brokerdesk.core.ui.choices import set_choices
from brokerdesk.kit.clock import now
from brokerdesk.modules.brands.queries import brands

from ..errors import CodeUnknown
from ..models import PlanVersion
from ..queries.partners import partner_by_code
from ..services.trials import Draft, start_trial
from .fields import JsonField
from .trials import MANAGE, to_trial

DAYS = 90


class TrialForm(forms.Form):
    """A draft and the deals that it is tried on."""

    brand = forms.ChoiceField(label=_("Brand"))
    name = forms.CharField(max_length=80, label=_("Name"))
    currency = forms.CharField(min_length=3, max_length=3, initial="USD", label=_("Currency"))
    plan = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    body = JsonField(max_length=20_000, label=_("Plan's body"))
    since = forms.DateField(label=_("Deals from"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(
        label=_("Deals to"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("This day included (UTC)"),
    )
    code = forms.CharField(
        max_length=24,
        required=False,
        label=_("Referral code"),
        help_text=_("Only deals below this partner; empty: all"),
    )

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        mine = [b for b in brands() if allowed(actor, MANAGE, brand_id=b.pk)]
        set_choices(self, "brand", [(str(b.pk), b.name) for b in mine])


def _form(request: UiRequest, *, data: Any, files: Any) -> forms.Form:
    today = now().date()
    initial: dict[str, object] = {"since": today - timedelta(days=DAYS), "until": today}
    held = (
        PlanVersion.objects.select_related("plan")
        .filter(plan__public_id=request.GET.get("plan", ""), valid__upper_inf=True)
        .first()
    )
    if held is not None and allowed(request.actor, MANAGE, brand_id=held.plan.brand_id):
        initial |= {
            "brand": str(held.plan.brand_id),
            "name": held.plan.name,
            "currency": held.plan.currency,
            "plan": held.plan.public_id,
            "body": json.dumps(held.body, indent=2),
        }
    return TrialForm(data=data, initial=initial, actor=request.actor)


def _start(request: UiRequest, form: forms.Form) -> str:
    values = form.cleaned_data
    brand_pk = int(values["brand"])
    require(request.actor, MANAGE, brand_id=brand_pk)
    draft = Draft(
        brand_pk=brand_pk,
        name=values["name"],
        currency=values["currency"].upper(),
        body=values["body"],
        since=_midnight(values["since"]),
        until=_midnight(min(values["until"], now().date())) + timedelta(days=1),
        plan_id=values["plan"],
        partner_id=_partner_id(brand_pk, values["code"]),
    )
    return to_trial(start_trial(draft, actor=request.actor, at=now()).public_id)


def _midnight(day: Any) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


def _partner_id(brand_pk: int, code: str) -> str:
    if not code.strip():
        return ""
    found = partner_by_code(brand_pk, code)
    if found is None:
        raise CodeUnknown(_t("no partner of this brand has this code"), field="code")
    return found.public_id


def try_recent(request: UiRequest, draft: Draft) -> str:
    """Try what a plan's form says over the last 90 days instead of saving it."""
    at = now()
    recent = replace(draft, since=_midnight(at.date()) - timedelta(days=DAYS), until=at)
    return to_trial(start_trial(recent, actor=request.actor, at=at).public_id)


register_form(
    FormPage(
        surface="backoffice",
        path="partners/trials/new/",
        name="partners.trial_new",
        title=_("Try a plan on past deals"),
        permission=MANAGE,
        form=_form,
        submit=_start,
        submit_label=_("Try it"),
        intro=_("Nothing is posted: the draft is computed beside what was accrued."),
        back=lambda request: url("backoffice", "partners.trials"),
    )
)
