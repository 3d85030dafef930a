"""Plans in the back office: any distribution and basis, versioned; tried before they hold."""

import json
from dataclasses import replace
from typing import Any

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import require
from brokerdesk.core.ui import FormPage, UiRequest, page, register_form, render_page, url
from brokerdesk.kit.clock import now

from ..engine import parse_plan
from ..errors import PlanNotFound
from ..models import PlanVersion
from ..services import add_plan, add_plan_version
from ..services.plans import checked_body
from ..services.trials import Draft
from .fields import JsonField
from .plan_editor import MANAGE, ChangePlanForm, NewPlanForm, PlanBodyForm
from .plan_example import example
from .trial_forms import try_recent

Answer = str | HttpResponseBase


class BodyForm(forms.Form):
    """What a plan pays, as the engine reads it."""

    plan = JsonField(max_length=50_000, label=_("Plan's body"))


def newest(request: UiRequest, plan_id: str) -> PlanVersion:
    """The version of a plan that holds now, for those who may change it.

    Raises:
        PlanNotFound: there is none.
    """
    rows = PlanVersion.objects.select_related("plan__brand")
    row = rows.filter(plan__public_id=plan_id, valid__upper_inf=True).first()
    if row is None:
        raise PlanNotFound(_t("There is no such plan."))
    require(request.actor, MANAGE, brand_id=row.plan.brand_id)
    return row


def _new_form(request: UiRequest, *, data: Any, files: Any = None) -> NewPlanForm:
    return NewPlanForm(data=data, actor=request.actor)


def _change_form(
    request: UiRequest, *, data: Any, plan_id: str, files: Any = None
) -> ChangePlanForm:
    row = newest(request, plan_id)
    plan = row.plan
    return ChangePlanForm(data=data, body=row.body, currency=plan.currency, brand_pk=plan.brand_id)


def _add(request: UiRequest, form: NewPlanForm) -> Answer:
    values = form.cleaned_data
    brand_pk, currency = int(values["brand"]), values["currency"].upper()
    require(request.actor, MANAGE, brand_id=brand_pk)
    if _only_looks(request):
        return _again(request, form, NEW, {})
    if "try" in request.POST:
        return try_recent(request, _draft(brand_pk, values["name"], currency, form.body()))
    added = add_plan(
        brand_pk=brand_pk,
        name=values["name"],
        currency=currency,
        body=form.body(),
        default=values["default"],
        actor=request.actor,
    )
    return _to(added.plan_id)


def _change(request: UiRequest, form: ChangePlanForm, plan_id: str) -> Answer:
    plan = newest(request, plan_id).plan
    if _only_looks(request):
        return _again(request, form, CHANGE, {"plan_id": plan_id})
    if "try" in request.POST:
        draft = _draft(plan.brand_id, plan.name, plan.currency, form.body())
        return try_recent(request, replace(draft, plan_id=plan_id))
    add_plan_version(plan_id, form.body(), actor=request.actor, at=now())
    return _to(plan_id)


def _only_looks(request: UiRequest) -> bool:
    """Whether a button was pressed that changes nothing."""
    return any(name in request.POST for name in ("check", "more", "remove"))


def _again(
    request: UiRequest, form: PlanBodyForm, spec: FormPage, kwargs: dict[str, Any]
) -> HttpResponse:
    back = spec.back(request, **kwargs) if callable(spec.back) else spec.back
    context = spec.context(request, **kwargs) if spec.context else {}
    values = {"form": form, "spec": spec, "back": back, **context, **live(form)}
    return render_page(request, spec.template, values, title=spec.title)


def _draft(brand_pk: int, name: str, currency: str, body: dict[str, Any]) -> Draft:
    at = now()
    return Draft(brand_pk=brand_pk, name=name, currency=currency, body=body, since=at, until=at)


def _to(plan_id: str) -> str:
    return url("backoffice", "partners.plan", plan_id=plan_id)


def live(form: PlanBodyForm) -> dict[str, Any]:
    """What stands below the form: the example of a plan that can be read, or its faults.

    A field that is still empty is no fault yet; the plan needs no name to be tried.
    """
    errors = form.errors  # reads what was typed
    if form.plan is not None:
        return {"example": example(form.plan, form.brand_pk), "currency": form.plan.currency}
    typed = [name for name in errors if name not in form.fields or form[name].data]
    return {"faults": [_fault(form, name, fault) for name in typed for fault in errors[name]]}


def _fault(form: PlanBodyForm, name: str, fault: str) -> str:
    """A fault with the name of its field, where it is one's."""
    return f"{form[name].label}: {fault}" if name in form.fields else str(fault)


def _checked(request: UiRequest, form: PlanBodyForm) -> HttpResponse:
    """The part of the page that follows what is typed."""
    if request.GET.get("part") == "shares":
        return render(request, "partners/plan_shares.html", {"form": form})
    return render(request, "partners/plan_live.html", live(form))


@page(
    "backoffice", "partners/plans/new/check/",
    name="partners.plan_new_check", title=_("Check"), permission=MANAGE,
)  # fmt: skip
def check_new(request: UiRequest) -> HttpResponse:
    """What a new plan would pay, as typed so far; changes nothing."""
    return _checked(request, NewPlanForm(data=request.POST, actor=request.actor))


@page(
    "backoffice", "partners/plans/<str:plan_id>/check/",
    name="partners.plan_check", title=_("Check"), permission=MANAGE,
)  # fmt: skip
def check_change(request: UiRequest, plan_id: str) -> HttpResponse:
    """What another version would pay, as typed so far; changes nothing."""
    return _checked(request, _change_form(request, data=request.POST, plan_id=plan_id))


def _intro(request: UiRequest, plan_id: str) -> str:
    row = newest(request, plan_id)
    return f"{row.plan.name}, {row.plan.currency}. " + str(
        _("A change is a new version: deals from now on are paid by it, earlier ones stay.")
    )


NEW = register_form(
    FormPage(
        surface="backoffice",
        path="partners/plans/new/",
        name="partners.plan_new",
        title=_("Add commission plan"),
        permission=MANAGE,
        form=_new_form,
        submit=_add,
        template="partners/plan_form.html",
        context=lambda request: {"check": url("backoffice", "partners.plan_new_check")},
        back=lambda request: url("backoffice", "partners.plans"),
    )
)
CHANGE = register_form(
    FormPage(
        surface="backoffice",
        path="partners/plans/<str:plan_id>/change/",
        name="partners.plan_change",
        title=_("New version of a plan"),
        permission=MANAGE,
        form=_change_form,
        submit=_change,
        template="partners/plan_form.html",
        context=lambda request, plan_id: {
            "plan_id": plan_id,
            "check": url("backoffice", "partners.plan_check", plan_id=plan_id),
        },
        intro=_intro,
        submit_label=_("Activate from now on"),
        back=lambda request, plan_id: _to(plan_id),
    )
)


def _body_form(request: UiRequest, *, data: Any, files: Any, plan_id: str) -> BodyForm:
    body = newest(request, plan_id).body
    return BodyForm(data=data, initial={"plan": json.dumps(body, indent=2, ensure_ascii=False)})


def _set_body(request: UiRequest, form: BodyForm, plan_id: str) -> Answer:
    plan, body = newest(request, plan_id).plan, form.cleaned_data["plan"]
    if "check" not in request.POST:
        add_plan_version(plan_id, body, actor=request.actor, at=now())
        return _to(plan_id)
    checked_body(body, plan.currency, plan.brand_id)
    read = parse_plan(body, currency=plan.currency)
    values = {"form": form, "spec": BODY, "back": _to(plan_id), "plan_id": plan_id,
              "example": example(read, plan.brand_id), "currency": plan.currency}  # fmt: skip
    return render_page(request, BODY.template, values, title=BODY.title)


BODY = register_form(
    FormPage(
        surface="backoffice",
        path="partners/plans/<str:plan_id>/body/",
        name="partners.plan_body",
        title=_("Plan as JSON"),
        permission=MANAGE,
        form=_body_form,
        submit=_set_body,
        template="partners/plan_body.html",
        context=lambda request, plan_id: {"plan_id": plan_id},
        intro=_intro,
        submit_label=_("Activate from now on"),
        back=lambda request, plan_id: _to(plan_id),
    )
)
