"""Proposing a change of the past, and rejecting one."""

import json
from datetime import UTC
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import require
from brokerdesk.core.ui import FormPage, UiRequest, register_form, url
from brokerdesk.core.ui.choices import set_choices
from brokerdesk.core.words import choices
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.queries import client_for

from ..errors import CodeUnknown, PartnerNotFound, PastChangeNotFound, PlanNotFound
from ..models import Partner, Plan, PlanVersion
from ..queries.partners import partner_by_code
from ..services.past import Proposal, propose_change, reject_change
from ..types import PartnerStatus, PastKind
from .fields import JsonField
from .lists import VIEW
from .past import PROPOSE, may_reject, the_change, to_change

STATUSES = tuple(status for status in PartnerStatus if status != PartnerStatus.APPLIED)
Params = dict[str, object]


class PastForm(forms.Form):
    """From when on, and why; each kind adds what is to hold."""

    at = forms.DateTimeField(
        label=_("Holds from (UTC)"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": 1}),
        help_text=_("A past instant; what was changed later stays."),
    )
    reason = forms.CharField(max_length=200, label=_("Reason"))

    def params(self, brand_pk: int) -> Params:
        """What is to hold, as a change keeps it; a subclass says which fields."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("at", "reason") and value not in (None, "")
        }


class _CodeForm(PastForm):
    code = forms.CharField(
        max_length=24, required=False, label=_("Referral code of the partner"),
        help_text=_("Empty: nobody"),
    )  # fmt: skip
    field_order = ("code", "at", "reason")
    name = "partner"

    def params(self, brand_pk: int) -> Params:
        code = self.cleaned_data["code"].strip()
        if not code:
            return {self.name: None}
        found = partner_by_code(brand_pk, code)
        if found is None:
            raise CodeUnknown(_t("no partner of this brand has this code"), field="code")
        return {self.name: found.public_id}


class _ParentForm(_CodeForm):
    name = "parent"


class _TermsForm(PastForm):
    rank = forms.CharField(max_length=40, required=False, label=_("Rank"))
    rate = forms.DecimalField(min_value=0, max_digits=20, required=False, label=_("Own rate"))
    multiplier = forms.DecimalField(
        min_value=0, max_digits=20, initial=1, label=_("Personal multiplier")
    )
    field_order = ("rank", "rate", "multiplier", "at", "reason")

    def params(self, brand_pk: int) -> Params:
        found = super().params(brand_pk)
        return {
            name: value if isinstance(value, str) else f"{value:f}" for name, value in found.items()
        }


class _StandingForm(PastForm):
    status = forms.ChoiceField(choices=choices(STATUSES), label=_("Status"))
    field_order = ("status", "at", "reason")


class _PlanForm(PastForm):
    plan = forms.ChoiceField(label=_("Plan"))
    field_order = ("plan", "at", "reason")


class _VersionForm(PastForm):
    body = JsonField(max_length=20_000, label=_("Plan's body"))
    field_order = ("body", "at", "reason")


FORMS: dict[PastKind, type[PastForm]] = {
    PastKind.CLIENT: _CodeForm,
    PastKind.PARENT: _ParentForm,
    PastKind.TERMS: _TermsForm,
    PastKind.STANDING: _StandingForm,
    PastKind.PLAN: _PlanForm,
    PastKind.PLAN_VERSION: _VersionForm,
}


def _kind(name: str) -> PastKind:
    if name not in {str(kind) for kind in PastKind}:
        raise PastChangeNotFound(_t("There is no such change."))
    return PastKind(name)


def _brand(request: UiRequest, kind: PastKind, subject: str) -> int:
    """The brand of a subject on which the actor may propose."""
    if kind == PastKind.CLIENT:
        return client_for(request.actor, subject, PROPOSE).brand_pk
    if kind == PastKind.PLAN_VERSION:
        plan = Plan.objects.filter(public_id=subject).first()
        if plan is None:
            raise PlanNotFound(_t("There is no such plan."))
        brand_pk = plan.brand_id
    else:
        partner = Partner.objects.filter(public_id=subject).first()
        if partner is None:
            raise PartnerNotFound(_t("There is no such partner."))
        brand_pk = partner.brand_id
    require(request.actor, PROPOSE, brand_id=brand_pk)
    return brand_pk


def _form(request: UiRequest, *, data: Any, files: Any, kind: str, subject: str) -> forms.Form:
    wanted = _kind(kind)
    brand_pk = _brand(request, wanted, subject)
    initial: dict[str, object] = {}
    if wanted == PastKind.PLAN_VERSION:
        held = PlanVersion.objects.filter(plan__public_id=subject, valid__upper_inf=True).first()
        initial["body"] = json.dumps(held.body if held else {}, indent=2)
    form = FORMS[wanted](data=data, initial=initial)
    if wanted == PastKind.PLAN:
        plans = Plan.objects.filter(brand_id=brand_pk).order_by("name")
        set_choices(form, "plan", [(plan.public_id, plan.name) for plan in plans])
    return form


def _propose(request: UiRequest, form: PastForm, kind: str, subject: str) -> str:
    wanted = _kind(kind)
    brand_pk, values = _brand(request, wanted, subject), form.cleaned_data
    at = values["at"].astimezone(UTC)
    proposal = Proposal(brand_pk, wanted, subject, form.params(brand_pk), at, values["reason"])
    return to_change(propose_change(proposal, actor=request.actor, at=now()).public_id)


def _back(request: UiRequest, kind: str, subject: str) -> str:
    if kind == PastKind.CLIENT:
        return url("backoffice", "clients.card", client_id=subject)
    if kind == PastKind.PLAN_VERSION:
        return url("backoffice", "partners.plans")
    return url("backoffice", "partners.partner", partner_id=subject)


TITLES: dict[str, Any] = {
    PastKind.CLIENT: _("Another partner of a client, in the past"),
    PastKind.PARENT: _("Another parent, in the past"),
    PastKind.TERMS: _("Other terms, in the past"),
    PastKind.STANDING: _("Another status, in the past"),
    PastKind.PLAN: _("Another plan, in the past"),
    PastKind.PLAN_VERSION: _("Another version of a plan, in the past"),
}


def _titled(request: UiRequest, kind: str, subject: str) -> dict[str, Any]:
    return {"title": TITLES[_kind(kind)]}


register_form(
    FormPage(
        surface="backoffice",
        path="partners/past/new/<str:kind>/<str:subject>/",
        name="partners.past_new",
        title=_("Change of the past"),
        permission=PROPOSE,
        context=_titled,
        form=_form,
        submit=_propose,
        submit_label=_("Preview and propose"),
        intro=_(
            "Nothing changes before you have seen what differs and another person has approved it."
        ),
        back=_back,
    )
)


class AnswerForm(forms.Form):
    """Why not."""

    answer = forms.CharField(max_length=200, label=_("Answer"))


def _reject_form(request: UiRequest, *, data: Any, files: Any, change_id: str) -> forms.Form:
    _rejectable(request, change_id)
    return AnswerForm(data=data)


def _reject(request: UiRequest, form: forms.Form, change_id: str) -> str:
    _rejectable(request, change_id)
    reject_change(change_id, answer=form.cleaned_data["answer"], actor=request.actor, at=now())
    return to_change(change_id)


def _rejectable(request: UiRequest, change_id: str) -> None:
    if not may_reject(request, the_change(request, change_id)):
        raise PastChangeNotFound(_t("There is no such change."))


register_form(
    FormPage(
        surface="backoffice",
        path="partners/past/<str:change_id>/reject/",
        name="partners.past_reject",
        title=_("Reject the change"),
        permission=VIEW,
        form=_reject_form,
        submit=_reject,
        submit_label=_("Reject"),
        danger=True,
        back=lambda request, change_id: to_change(change_id),
    )
)
