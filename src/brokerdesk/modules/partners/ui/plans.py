"""Plans in the back office: levels per lot, or any body, versioned; tried before they hold."""

import json
from dataclasses import replace
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

from ..errors import PlanNotFound
from ..models import PlanVersion
from ..services import add_plan, add_plan_version
from ..services.trials import Draft
from .fields import JsonField
from .trial_forms import try_recent

MANAGE = "partners.plan.manage"


class LevelsForm(forms.Form):
    """What a plan pays per lot, by distance from the client."""

    levels = forms.CharField(
        max_length=200,
        label=_("Per lot by level"),
        help_text=_("The direct partner first, then those above him: 6, 3, 1"),
    )
    max_total = forms.CharField(
        max_length=20, required=False, label=_("At most per lot"), help_text=_("Refused above")
    )

    def body(self) -> dict[str, object]:
        """The plan's body as the engine reads it."""
        given = [part.strip() for part in self.cleaned_data["levels"].split(",")]
        return {
            "distribution": "level",
            "levels": given,
            "rules": [{"basis": "lot", "value": "1"}],
            "max_total": self.cleaned_data["max_total"] or None,
        }


class BodyForm(forms.Form):
    """What a plan pays, as the engine reads it."""

    plan = JsonField(max_length=20_000, label=_("Plan's body"))

    def body(self) -> dict[str, object]:
        """The plan's body."""
        return dict(self.cleaned_data["plan"])


class PlanForm(LevelsForm):
    """A new plan."""

    brand = forms.ChoiceField(label=_("Brand"))
    name = forms.CharField(max_length=80, label=_("Name"))
    currency = forms.CharField(min_length=3, max_length=3, initial="USD", label=_("Currency"))
    default = forms.BooleanField(required=False, label=_("For all partners without another plan"))
    field_order = ("brand", "name", "currency", "levels", "max_total", "default")

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        mine = [b for b in brands() if allowed(actor, MANAGE, brand_id=b.pk)]
        set_choices(self, "brand", [(str(b.pk), b.name) for b in mine])


def _new_form(request: UiRequest, *, data: Any, files: Any) -> forms.Form:
    return PlanForm(data=data, actor=request.actor)


def _add(request: UiRequest, form: PlanForm) -> str:
    values = form.cleaned_data
    require(request.actor, MANAGE, brand_id=int(values["brand"]))
    if "try" in request.POST:
        draft = _draft(int(values["brand"]), values["name"], values["currency"].upper(), form)
        return try_recent(request, draft)
    add_plan(
        brand_pk=int(values["brand"]),
        name=values["name"],
        currency=values["currency"].upper(),
        body=form.body(),
        default=values["default"],
        actor=request.actor,
    )
    return url("backoffice", "partners.plans")


def _draft(brand_pk: int, name: str, currency: str, form: LevelsForm | BodyForm) -> Draft:
    at = now()
    return Draft(
        brand_pk=brand_pk, name=name, currency=currency, body=form.body(), since=at, until=at
    )


def _newest(request: UiRequest, plan_id: str) -> PlanVersion:
    row = (
        PlanVersion.objects.select_related("plan")
        .filter(plan__public_id=plan_id, valid__upper_inf=True)
        .first()
    )
    if row is None:
        raise PlanNotFound(_t("There is no such plan."))
    require(request.actor, MANAGE, brand_id=row.plan.brand_id)
    return row


def _change_form(request: UiRequest, *, data: Any, files: Any, plan_id: str) -> forms.Form:
    body = _newest(request, plan_id).body
    if not _is_simple(body):
        return BodyForm(data=data, initial={"plan": json.dumps(body, indent=2)})
    shown = {"levels": ", ".join(body["levels"]), "max_total": body.get("max_total") or ""}
    return LevelsForm(data=data, initial=shown)


def _is_simple(body: dict[str, Any]) -> bool:
    """Whether a body says no more than levels per lot and a cap."""
    rules = [{"basis": "lot"} | rule for rule in body.get("rules", ())]
    known = {"distribution", "levels", "rules", "max_total"}
    return (
        body.get("distribution") == "level"
        and body.keys() <= known
        and rules in ([{"basis": "lot"}], [{"basis": "lot", "value": "1"}])
    )


def _change(request: UiRequest, form: LevelsForm | BodyForm, plan_id: str) -> str:
    plan = _newest(request, plan_id).plan
    if "try" in request.POST:
        draft = _draft(plan.brand_id, plan.name, plan.currency, form)
        return try_recent(request, replace(draft, plan_id=plan_id))
    add_plan_version(plan_id, form.body(), actor=request.actor, at=now())
    return url("backoffice", "partners.plans")


def _intro(request: UiRequest, plan_id: str) -> str:
    row = _newest(request, plan_id)
    return f"{row.plan.name}, {row.plan.currency}. " + str(
        _("A change is a new version: deals from now on are paid by it, earlier ones stay.")
    )


register_form(
    FormPage(
        surface="backoffice",
        path="partners/plans/new/",
        name="partners.plan_new",
        title=_("Add commission plan"),
        permission=MANAGE,
        form=_new_form,
        submit=_add,
        template="partners/plan_form.html",
        back=lambda request: url("backoffice", "partners.plans"),
    )
)
register_form(
    FormPage(
        surface="backoffice",
        path="partners/plans/<str:plan_id>/change/",
        name="partners.plan_change",
        title=_("New version of a plan"),
        permission=MANAGE,
        form=_change_form,
        submit=_change,
        template="partners/plan_form.html",
        context=lambda request, plan_id: {"plan_id": plan_id},
        intro=_intro,
        submit_label=_("Activate from now on"),
        back=lambda request, plan_id: url("backoffice", "partners.plans"),
    )
)
