"""A client becomes a partner, and agrees to what partners agree to, in the portal."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import FormPage, UiRequest, register_form, render_page, url
from brokerdesk.kit.clock import now

from ..models import Application, Partner
from ..services.programme.agreements import accept_agreement, agreement_of, to_accept
from ..services.programme.applying import MOST_CHARACTERS, Wish, ask_to_join
from ..services.programme.settings import programme_of
from ..types import ApplicationState, JoinMode, PartnerStatus
from .links import own_partner


def _agree(version: int) -> forms.Field:
    return forms.BooleanField(
        label=_t("I have read and accept version %(version)s of the agreement.")
        % {"version": version}
    )


class ApplyForm(forms.Form):
    """What the brand asks of applicants: answers, an invitation, the agreement."""

    def __init__(self, brand_pk: int, **given: Any) -> None:
        super().__init__(**given)
        rules, agreement = programme_of(brand_pk, now()), agreement_of(brand_pk)
        self.questions = rules.questions
        self.version = agreement.version if agreement else 0
        for number, question in enumerate(rules.questions):
            self.fields[f"answer_{number}"] = forms.CharField(
                label=question,
                max_length=MOST_CHARACTERS,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
        if rules.join == JoinMode.INVITED:
            self.fields["invitation"] = forms.CharField(
                max_length=24, label=_("Invitation code"), help_text=_("From a partner of ours")
            )
        if agreement is not None:
            self.fields["version"] = forms.IntegerField(
                widget=forms.HiddenInput, initial=agreement.version
            )
            self.fields["agreement"] = _agree(agreement.version)

    def wish(self, ip: str | None) -> Wish:
        """What was given."""
        values = self.cleaned_data
        return Wish(
            answers=tuple(values[f"answer_{n}"] for n in range(len(self.questions))),
            invitation=values.get("invitation", ""),
            agreement=values.get("version", 0) if values.get("agreement") else 0,
            ip=ip,
        )


class AgreeForm(forms.Form):
    """A new version of the agreement."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, partner: Partner, **given: Any) -> None:
        super().__init__(**given)
        wanted = to_accept(partner)
        if wanted is not None:
            self.fields["version"].initial = wanted.version
            self.fields["agreement"] = _agree(wanted.version)


def application_page(request: UiRequest, partner: Partner | None) -> HttpResponse:
    """What somebody sees in place of the cabinet: how to join, or how his application stands."""
    applications = Application.objects.filter(partner=partner) if partner else None
    last = applications.order_by("-pk").first() if applications is not None else None
    rejected = last is not None and last.state == ApplicationState.REJECTED
    context = {
        "partner": partner,
        "rejected": last if rejected else None,
        "invited_only": programme_of(request.brand.pk, now()).join == JoinMode.INVITED,
    }
    return render_page(request, "partners/portal_apply.html", context)


def _ip(request: UiRequest) -> str | None:
    return request.META.get("REMOTE_ADDR") or None


def _apply_form(request: UiRequest, *, data: Any, files: Any) -> forms.Form:
    return ApplyForm(request.brand.pk, data=data)


def _apply(request: UiRequest, form: ApplyForm) -> str:
    wish = form.wish(_ip(request))
    found = ask_to_join(request.client.public_id, wish, actor=request.actor, at=now())
    if found.state == ApplicationState.APPROVED:
        messages.success(request, _t("Welcome: you are a partner. Here is your link."))
    else:
        messages.success(request, _t("Thank you. We will tell you when you are approved."))
    return url("portal", "partners.cabinet")


def _agreement_text(request: UiRequest) -> dict[str, Any]:
    return {"agreement": agreement_of(request.brand.pk)}


def _agree_form(request: UiRequest, *, data: Any, files: Any) -> forms.Form:
    return AgreeForm(own_partner(request), data=data)


def _accept(request: UiRequest, form: forms.Form) -> str:
    accept_agreement(
        own_partner(request).public_id,
        form.cleaned_data["version"],
        actor=request.actor,
        at=now(),
        ip=_ip(request),
    )
    messages.success(request, _t("Thank you: you have accepted the agreement."))
    return url("portal", "partners.cabinet")


register_form(
    FormPage(
        surface="portal",
        path="partner/apply/",
        name="partners.apply",
        title=_("Become a partner"),
        form=_apply_form,
        submit=_apply,
        submit_label=_("Become a partner"),
        template="partners/programme_join.html",
        context=_agreement_text,
        back=lambda request: url("portal", "partners.cabinet"),
    )
)
register_form(
    FormPage(
        surface="portal",
        path="partner/agreement/",
        name="partners.agreement",
        title=_("Partner agreement"),
        form=_agree_form,
        submit=_accept,
        submit_label=_("Accept"),
        template="partners/programme_join.html",
        context=_agreement_text,
        back=lambda request: url("portal", "partners.cabinet"),
    )
)


def awaited_agreement(partner: Partner) -> int:
    """The version of the agreement that a partner still has to accept; 0: none."""
    wanted = to_accept(partner) if partner.status != PartnerStatus.APPLIED else None
    return wanted.version if wanted else 0
