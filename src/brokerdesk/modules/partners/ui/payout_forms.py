"""How one partner is paid, his holds and write-offs, in the back office."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import allowed, require
from brokerdesk.core.access.queries import person_behind
from brokerdesk.core.ui import FormPage, Panel, UiRequest, page, panel, register_form, url
from brokerdesk.core.ui.acting import acted
from brokerdesk.core.words import choices
from brokerdesk.kit.clock import now
from brokerdesk.modules.brands.queries import brand_choices

from ..errors import AdjustmentNotFound, HoldNotFound
from ..models import Adjustment, Hold
from ..services import NewTerms, put_hold, release_hold, set_payout_terms
from ..services.adjustments import approve_adjustment, propose_write_off, refuse_adjustment
from ..services.payout_terms import terms_of
from ..types import PayoutPeriod
from .lists import VIEW
from .lists import partners as visible_partners
from .money import payables
from .office import the_partner

MANAGE, PAY, APPROVE = "partners.payout.manage", "partners.payout.pay", "partners.payout.approve"


class TermsForm(forms.Form):
    """When and how someone is paid, from now on."""

    period = forms.ChoiceField(
        choices=choices(p for p in PayoutPeriod if p != "manual"), label=_("Paid")
    )
    delay_days = forms.IntegerField(
        min_value=0, max_value=60, initial=0, label=_("Days after the period's end")
    )
    minimum = forms.DecimalField(
        max_digits=20, decimal_places=8, min_value=0, initial=0, label=_("Minimum"),
        help_text=_("In each currency; less is carried on"),
    )  # fmt: skip
    needs_approval = forms.BooleanField(
        required=False, initial=True, label=_("A second person approves each run")
    )


class PartnerTermsForm(TermsForm):
    """The same for one partner, who may have another paid for him."""

    payee_id = forms.CharField(
        max_length=40, required=False, label=_("Id of the partner who is paid for him"),
        help_text=_("Empty: himself"),
    )  # fmt: skip


class BrandTermsForm(TermsForm):
    """The same for all partners of a brand who have no terms of their own."""

    brand = forms.TypedChoiceField(coerce=int, choices=brand_choices, label=_("Brand"))
    field_order = ("brand",)


class HoldForm(forms.Form):
    """What is kept back, and why."""

    client_id = forms.CharField(
        max_length=40, required=False, label=_("Id of the client"),
        help_text=_("Only what he gave is kept back; empty: all"),
    )  # fmt: skip
    reason = forms.CharField(max_length=200, label=_("Reason"))


class ReleaseForm(forms.Form):
    """Why it is let go."""

    reason = forms.CharField(max_length=200, label=_("Reason"))


class WriteOffForm(forms.Form):
    """Which debt is forgiven, and why."""

    currency = forms.CharField(max_length=8, label=_("Currency"))
    reason = forms.CharField(max_length=300, label=_("Reason"))


def _to(partner_id: str) -> str:
    return url("backoffice", "partners.partner", partner_id=partner_id)


@panel(
    "partner_page", title=_("Payouts and holds"), order=20, permission=VIEW,
    live=("payout.", "payout_run.", "commission."),
)  # fmt: skip
def payouts_panel(request: UiRequest, partner_id: str) -> Panel | None:
    """How he is paid, what is kept back, which corrections wait."""
    found = visible_partners(request).filter(public_id=partner_id).first()
    if found is None:
        return None
    at = now()
    holds = Hold.objects.select_related("client").filter(
        Q(until=None) | Q(until__gt=at), partner=found, released_at=None
    )
    waiting = list(Adjustment.objects.filter(partner=found, kind="write_off", state="proposed"))
    manages = allowed(request.actor, MANAGE, brand_id=found.brand_id)
    approves = allowed(request.actor, APPROVE, brand_id=found.brand_id)
    me = person_behind(request.actor.ref)
    context = {
        "partner": found,
        "terms": terms_of(found, at),
        "holds": holds.order_by("pk"),
        "manages": manages,
        "owed": [(currency, amount) for currency, amount in payables(found) if amount < 0],
        "may_write_off": allowed(request.actor, PAY, brand_id=found.brand_id),
        "waiting": [(row, approves and person_behind(row.proposed_by) != me) for row in waiting],
    }
    links: list[tuple[Any, str]] = [
        (_("Statement"), url("backoffice", "partners.statement", partner_id=partner_id))
    ]
    if manages:
        links += [
            (_("Payout terms"), url("backoffice", "partners.payout_terms", partner_id=partner_id)),
            (_("Hold back"), url("backoffice", "partners.hold_put", partner_id=partner_id)),
        ]
    return Panel("partners/panels/payouts.html", context, actions=tuple(links))


def _new_terms(values: dict[str, Any]) -> NewTerms:
    return NewTerms(
        period=PayoutPeriod(values["period"]),
        delay_days=values["delay_days"],
        minimum=values["minimum"],
        needs_approval=values["needs_approval"],
        payee_id=values.get("payee_id", ""),
    )


def _terms_form(request: UiRequest, *, data: Any, files: Any, partner_id: str) -> forms.Form:
    held = terms_of(the_partner(request, partner_id, MANAGE), now())
    names = ("period", "delay_days", "minimum", "needs_approval")
    initial = {name: getattr(held, name) for name in names} if held else {}
    if held and held.payee:
        initial["payee_id"] = held.payee.public_id
    return PartnerTermsForm(data=data, initial=initial)


def _set_terms(request: UiRequest, form: forms.Form, partner_id: str) -> str:
    found = the_partner(request, partner_id, MANAGE)
    new = _new_terms(form.cleaned_data)
    set_payout_terms(found.brand_id, partner_id, new, actor=request.actor, at=now())
    messages.success(request, _t("From now on he is paid so."))
    return _to(partner_id)


def _set_brand_terms(request: UiRequest, form: forms.Form) -> str:
    values = form.cleaned_data
    require(request.actor, MANAGE, brand_id=values["brand"])
    set_payout_terms(values["brand"], "", _new_terms(values), actor=request.actor, at=now())
    messages.success(request, _t("From now on partners are paid so."))
    return url("backoffice", "partners.runs")


register_form(
    FormPage(
        surface="backoffice",
        path="partners/<str:partner_id>/payout-terms/",
        name="partners.payout_terms",
        title=_("Payout terms"),
        permission=MANAGE,
        form=_terms_form,
        submit=_set_terms,
        submit_label=_("Pay so from now on"),
        back=lambda request, partner_id: _to(partner_id),
    )
)
register_form(
    FormPage(
        surface="backoffice",
        path="partners/runs/terms/",
        name="partners.brand_payout_terms",
        title=_("Payout terms of a brand"),
        permission=MANAGE,
        form=BrandTermsForm,
        submit=_set_brand_terms,
        submit_label=_("Pay so from now on"),
        intro=_("They hold for partners without terms of their own."),
        back=lambda request: url("backoffice", "partners.runs"),
    )
)


def _hold_form(request: UiRequest, *, data: Any, files: Any, partner_id: str) -> forms.Form:
    the_partner(request, partner_id, MANAGE)
    return HoldForm(data=data)


def _hold(request: UiRequest, form: forms.Form, partner_id: str) -> str:
    the_partner(request, partner_id, MANAGE)
    values = form.cleaned_data
    put_hold(
        partner_id,
        client_id=values["client_id"],
        reason=values["reason"],
        actor=request.actor,
        at=now(),
    )
    return _to(partner_id)


def _the_hold(request: UiRequest, hold_id: str) -> Hold:
    found = Hold.objects.select_related("partner").filter(public_id=hold_id).first()
    if found is None:
        raise HoldNotFound(_t("There is no such hold."))
    the_partner(request, found.partner.public_id, MANAGE)
    return found


def _release_form(request: UiRequest, *, data: Any, files: Any, hold_id: str) -> forms.Form:
    _the_hold(request, hold_id)
    return ReleaseForm(data=data)


def _release(request: UiRequest, form: forms.Form, hold_id: str) -> str:
    found = _the_hold(request, hold_id)
    release_hold(hold_id, reason=form.cleaned_data["reason"], actor=request.actor, at=now())
    return _to(found.partner.public_id)


register_form(
    FormPage(
        surface="backoffice",
        path="partners/<str:partner_id>/hold/",
        name="partners.hold_put",
        title=_("Hold payouts back"),
        permission=MANAGE,
        form=_hold_form,
        submit=_hold,
        submit_label=_("Hold back"),
        back=lambda request, partner_id: _to(partner_id),
    )
)
register_form(
    FormPage(
        surface="backoffice",
        path="partners/holds/<str:hold_id>/release/",
        name="partners.hold_release",
        title=_("Let payouts go"),
        permission=MANAGE,
        form=_release_form,
        submit=_release,
        submit_label=_("Release"),
        back=lambda request, hold_id: _to(_the_hold(request, hold_id).partner.public_id),
    )
)


def _write_off_form(request: UiRequest, *, data: Any, files: Any, partner_id: str) -> forms.Form:
    the_partner(request, partner_id, PAY)
    return WriteOffForm(data=data, initial={"currency": request.GET.get("currency", "")[:8]})


def _write_off(request: UiRequest, form: forms.Form, partner_id: str) -> str:
    the_partner(request, partner_id, PAY)
    values = form.cleaned_data
    propose_write_off(
        partner_id, values["currency"], reason=values["reason"], actor=request.actor, at=now()
    )
    messages.success(request, _t("Proposed: a colleague has to approve it."))
    return _to(partner_id)


register_form(
    FormPage(
        surface="backoffice",
        path="partners/<str:partner_id>/write-off/",
        name="partners.write_off",
        title=_("Write off what a partner owes"),
        permission=PAY,
        form=_write_off_form,
        submit=_write_off,
        submit_label=_("Propose"),
        back=lambda request, partner_id: _to(partner_id),
    )
)


def _the_write_off(request: UiRequest, adjustment_id: str) -> Adjustment:
    rows = Adjustment.objects.select_related("partner").filter(kind="write_off")
    found = rows.filter(public_id=adjustment_id).first()
    if found is None:
        raise AdjustmentNotFound(_t("There is no such correction."))
    the_partner(request, found.partner.public_id, APPROVE)
    return found


@page(
    "backoffice", "partners/write-offs/<str:adjustment_id>/approve/",
    name="partners.write_off_approve", title=_("Approve write-off"), permission=APPROVE,
)  # fmt: skip
def approve_page(request: UiRequest, adjustment_id: str) -> HttpResponse:
    """Forgive a debt that another proposed to forgive."""
    found = _the_write_off(request, adjustment_id)
    return acted(
        request,
        _to(found.partner.public_id),
        _t("Written off."),
        lambda: approve_adjustment(adjustment_id, actor=request.actor, at=now()),
    )


@page(
    "backoffice", "partners/write-offs/<str:adjustment_id>/refuse/",
    name="partners.write_off_refuse", title=_("Refuse write-off"), permission=APPROVE,
)  # fmt: skip
def refuse_page(request: UiRequest, adjustment_id: str) -> HttpResponse:
    """Keep a debt that another proposed to forgive."""
    found = _the_write_off(request, adjustment_id)
    return acted(
        request,
        _to(found.partner.public_id),
        _t("Refused."),
        lambda: refuse_adjustment(adjustment_id, reason="", actor=request.actor, at=now()),
    )
