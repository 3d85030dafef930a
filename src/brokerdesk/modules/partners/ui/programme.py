"""A brand's programme in the back office: settings, rules against abuse, the agreement."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import allowed, require
from brokerdesk.core.ui import FormPage, Nav, UiRequest, page, register_form, render_page, url
from brokerdesk.core.words import choices
from brokerdesk.kit.clock import now
from brokerdesk.modules.brands.queries import brand as brand_of
from brokerdesk.modules.brands.queries import brands
from brokerdesk.modules.brands.types import BrandRow
from brokerdesk.modules.clients.queries import actor_names

from ..models import Acceptance, Agreement, Partner, Programme
from ..services.programme.agreements import MOST_CHARACTERS, agreement_of, publish_agreement
from ..services.programme.rules import AbuseRules, ProgrammeRules
from ..services.programme.settings import programme_of, set_programme
from ..types import Attribution, JoinMode, PartnerStatus
from .lists import PARTNERS, VIEW

MANAGE = "partners.programme.manage"


class ProgrammeForm(forms.Form):
    """How partners join, which click counts, what they see of clients."""

    join = forms.ChoiceField(choices=choices(JoinMode), label=_("How partners join"))
    questions = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 4}),
        label=_("Questions to applicants"), help_text=_("One a line, 8 at most"),
    )  # fmt: skip
    cookie_days = forms.IntegerField(
        min_value=1, max_value=365, label=_("A click counts for, days"),
        help_text=_("Who registers later by the same browser belongs to nobody"),
    )  # fmt: skip
    attribution = forms.ChoiceField(choices=choices(Attribution), label=_("A client belongs to"))
    verified_level = forms.IntegerField(
        min_value=1, max_value=20, label=_("Verified from level"),
        help_text=_("The verification level that the funnel counts as verified"),
    )  # fmt: skip
    mask_clients = forms.BooleanField(
        required=False, label=_("Partners see initials and masked addresses of clients")
    )
    partner_keys = forms.BooleanField(
        required=False, label=_("Partners may read what is theirs by API keys of their own")
    )
    rebates_allowed = forms.BooleanField(
        required=False, label=_("Plans may give clients a rebate"),
        help_text=_("An incentive: regulators such as ESMA's and ASIC ban it for retail clients"),
    )  # fmt: skip
    service_share = forms.DecimalField(
        min_value=0, max_value=1, max_digits=9, decimal_places=8, required=False,
        label=_("Share of services bought"),
        help_text=_("Of what a client pays, such as for a challenge, to his direct partner"),
    )  # fmt: skip


_ABUSE_LABELS = {
    "days": _("Days looked at"),
    "self_referral": _("Find self-referral: partner and client are one person"),
    "self_referral_zero": _("While it is open, such a client pays the partner nothing"),
    "hedge": _("Find linked hedges: opposite trades of two clients of one tree"),
    "hedge_within_s": _("Opened within, seconds"),
    "hedge_volume_ratio": _("Volumes within, share"),
    "hedge_times": _("At least so many pairs"),
    "hedge_hold": _("Hold back what the two clients give"),
    "churn": _("Find churn"),
    "churn_ratio": _("Commission above this share of the net deposit"),
    "churn_trades": _("Or more closed trades on a day"),
    "churn_held_s": _("Held at the median less than, seconds"),
    "churn_hold": _("Hold back what the client gives"),
    "above_revenue": _("Find clients who give more commission than revenue"),
    "above_revenue_hold": _("Hold back what such a client gives"),
    "quick_out": _("Find deposit, trade, withdraw"),
    "quick_out_ratio": _("Withdrawn above this share of the deposits"),
    "quick_out_days": _("Within days of the first deposit"),
    "quick_out_hold": _("Hold back what such a client gives"),
    "farm": _("Find click farms"),
    "farm_registrations": _("Registrations of one origin and day"),
    "farm_hold": _("Hold back all that the partner earns"),
}  # fmt: skip


class AbuseForm(forms.Form):
    """The numbers of the rules against abuse."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        usual = AbuseRules()
        for name, label in _ABUSE_LABELS.items():
            value = getattr(usual, name)
            if isinstance(value, bool):
                field: forms.Field = forms.BooleanField(required=False, label=label)
            elif isinstance(value, Decimal):
                field = forms.DecimalField(min_value=0, max_digits=6, decimal_places=4, label=label)
            else:
                field = forms.IntegerField(min_value=1, label=label)
            self.fields[name] = field


class AgreementForm(forms.Form):
    """The text of the agreement."""

    text = forms.CharField(
        max_length=MOST_CHARACTERS, label=_("Text"), widget=forms.Textarea(attrs={"rows": 18})
    )


def _managed(request: UiRequest, brand_id: str) -> BrandRow:
    found = brand_of(brand_id)
    require(request.actor, MANAGE, brand_id=found.pk)
    return found


def _to(brand_id: str) -> str:
    return url("backoffice", "partners.programme_brand", brand_id=brand_id)


@page(
    "backoffice", "partners/programme/", name="partners.programme", title=_("Programme"),
    permission=VIEW, nav=Nav(PARTNERS, 70, icon="settings"),
)  # fmt: skip
def programme_page(request: UiRequest) -> HttpResponse:
    """The programmes of the brands that he may see."""
    at = now()
    seen = [row for row in brands() if allowed(request.actor, VIEW, brand_id=row.pk)]
    context = {"programmes": [(row, programme_of(row.pk, at)) for row in seen]}
    return render_page(request, "partners/programmes.html", context)


@page(
    "backoffice", "partners/programme/<str:brand_id>/", name="partners.programme_brand",
    title=_("Programme"), permission=VIEW,
)  # fmt: skip
def brand_page(request: UiRequest, brand_id: str) -> HttpResponse:
    """One brand's rules, their versions, the agreement and who accepted it."""
    found = brand_of(brand_id)
    require(request.actor, VIEW, brand_id=found.pk)
    at = now()
    rules, agreement = programme_of(found.pk, at), agreement_of(found.pk)
    versions = list(Programme.objects.filter(brand_id=found.pk).order_by("-pk")[:20])
    texts = list(Agreement.objects.filter(brand_id=found.pk).order_by("-version")[:20])
    actors = [row.recorded_by for row in versions] + [row.published_by for row in texts]
    names = actor_names(actors)
    context = {
        "brand": found,
        "rules": rules,
        "abuse": [(label, getattr(rules.abuse, name)) for name, label in _ABUSE_LABELS.items()],
        "versions": [(row, names.get(row.recorded_by, row.recorded_by)) for row in versions],
        "agreements": [(row, names.get(row.published_by, row.published_by)) for row in texts],
        "accepted": Acceptance.objects.filter(agreement=agreement).count() if agreement else 0,
        "partners": Partner.objects.filter(brand_id=found.pk, status=PartnerStatus.ACTIVE).count(),
        "may_manage": allowed(request.actor, MANAGE, brand_id=found.pk),
    }
    return render_page(request, "partners/programme.html", context)


def _settings_form(request: UiRequest, *, data: Any, files: Any, brand_id: str) -> forms.Form:
    rules = programme_of(_managed(request, brand_id).pk, now())
    initial = {name: getattr(rules, name) for name in ProgrammeForm.base_fields}
    return ProgrammeForm(data=data, initial={**initial, "questions": "\n".join(rules.questions)})


def _set(request: UiRequest, brand_id: str, **values: Any) -> str:
    found = _managed(request, brand_id)
    held = programme_of(found.pk, now())
    names = (*ProgrammeForm.base_fields, "abuse")
    rules = ProgrammeRules(**{name: getattr(held, name) for name in names} | values)
    set_programme(found.pk, rules, actor=request.actor, at=now())
    messages.success(request, _t("It holds from now on."))
    return _to(brand_id)


def _save_settings(request: UiRequest, form: forms.Form, brand_id: str) -> str:
    values = dict(form.cleaned_data)
    lines = [line.strip() for line in values.pop("questions").splitlines() if line.strip()]
    values["service_share"] = values["service_share"] or Decimal(0)
    values["join"] = JoinMode(values["join"])
    values["attribution"] = Attribution(values["attribution"])
    return _set(request, brand_id, questions=tuple(lines), **values)


def _abuse_form(request: UiRequest, *, data: Any, files: Any, brand_id: str) -> forms.Form:
    rules = programme_of(_managed(request, brand_id).pk, now()).abuse
    return AbuseForm(data=data, initial={name: getattr(rules, name) for name in _ABUSE_LABELS})


def _save_abuse(request: UiRequest, form: forms.Form, brand_id: str) -> str:
    return _set(request, brand_id, abuse=AbuseRules(**form.cleaned_data))


def _agreement_form(request: UiRequest, *, data: Any, files: Any, brand_id: str) -> forms.Form:
    held = agreement_of(_managed(request, brand_id).pk)
    return AgreementForm(data=data, initial={"text": held.text if held else ""})


def _publish(request: UiRequest, form: forms.Form, brand_id: str) -> str:
    found = _managed(request, brand_id)
    publish_agreement(found.pk, form.cleaned_data["text"], actor=request.actor, at=now())
    messages.success(request, _t("Published: every partner is asked to accept it."))
    return _to(brand_id)


def _register(path: str, title: Any, ways: tuple[Any, Any], label: Any, intro: Any) -> None:
    form, submit = ways
    register_form(
        FormPage(
            surface="backoffice",
            path=f"partners/programme/<str:brand_id>/{path}/",
            name=f"partners.programme_{path}",
            title=title,
            permission=MANAGE,
            form=form,
            submit=submit,
            submit_label=label,
            intro=intro,
            back=lambda request, brand_id: _to(brand_id),
        )
    )


_FROM_NOW = _("It holds from now on; what was before stays as it was.")
_register("settings", _("Programme"), (_settings_form, _save_settings), _("Save"), _FROM_NOW)
_register("abuse", _("Rules against abuse"), (_abuse_form, _save_abuse), _("Save"), _FROM_NOW)
_register(
    "agreement", _("Partner agreement"), (_agreement_form, _publish), _("Publish"),
    _("Each change is a new version, which every partner accepts anew."),
)  # fmt: skip
