"""A partner's disputes in the portal."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import Closed, FormPage, UiRequest, page, register_form, render_page, url
from brokerdesk.core.ui.acting import acted
from brokerdesk.kit.clock import now

from ..errors import DisputeClosed, DisputeNotFound, PartnerNotFound
from ..models import Adjustment, Dispute, Partner
from ..queries.accruals import accrual_row
from ..queries.currencies import currencies_of
from ..queries.disputes import stands, successor
from ..services.disputes import UNDECIDED, Claim, open_dispute, say, withdraw
from .cabinet import own_line, own_partner
from .fields import DayField


class ClaimForm(forms.Form):
    """What is wrong with a line."""

    text = forms.CharField(
        max_length=1000, label=_("What is wrong?"), widget=forms.Textarea(attrs={"rows": 5})
    )
    expected = forms.DecimalField(
        max_digits=20,
        decimal_places=8,
        min_value=0,
        required=False,
        label=_("What would be right?"),
        help_text=_("The amount, if you know it"),
    )


class PeriodForm(ClaimForm):
    """What is wrong with a period."""

    currency = forms.ChoiceField(label=_("Currency"))
    since = DayField(label=_("From"))
    until = DayField(label=_("To and with"))
    field_order = ("currency", "since", "until", "text", "expected")

    def __init__(self, partner: Partner, **given: Any) -> None:
        super().__init__(**given)
        found = currencies_of(partner)
        self.fields["currency"] = forms.ChoiceField(
            choices=[(c, c) for c in found], label=_("Currency")
        )
        self.order_fields(self.field_order)


class WordForm(forms.Form):
    """One more word."""

    text = forms.CharField(
        max_length=2000, label=_("Message"), widget=forms.Textarea(attrs={"rows": 5})
    )


def _partner(request: UiRequest) -> Partner:
    found = own_partner(request)
    if found is None or found.status == "applied":
        raise PartnerNotFound(_t("You are not a partner."))
    return found


def own_dispute(request: UiRequest, dispute_id: str) -> Dispute:
    """A partner's own dispute; another's looks as if it were not there."""
    rows = Dispute.objects.select_related("accrual__deal", "accrual__partner")
    found = rows.filter(partner=_partner(request), public_id=dispute_id).first()
    if found is None:
        raise DisputeNotFound(_t("There is no such dispute."))
    return found


def _to(dispute_id: str) -> str:
    return url("portal", "partners.portal_dispute", dispute_id=dispute_id)


@page(
    "portal", "partner/disputes/", name="partners.portal_disputes",
    title=_("Your disputes"), live=("dispute.",),
)  # fmt: skip
def list_page(request: UiRequest) -> HttpResponse:
    """What he contested, newest first."""
    rows = Dispute.objects.filter(partner=_partner(request)).order_by("-pk")[:100]
    return render_page(request, "partners/portal_disputes.html", {"disputes": rows})


@page(
    "portal", "partner/disputes/<str:dispute_id>/", name="partners.portal_dispute",
    title=_("Dispute"), live=("dispute.",),
)  # fmt: skip
def dispute_page(request: UiRequest, dispute_id: str) -> HttpResponse:
    """Claim, line, what was said, and what was decided."""
    found = own_dispute(request, dispute_id)
    context = {
        "head_live": "dispute.",
        "dispute": found,
        "accrual": accrual_row(found.accrual) if found.accrual else None,
        "said": found.messages.order_by("pk"),
        "corrections": Adjustment.objects.select_related("accrual").filter(
            dispute=found, state="posted"
        ),
        "undecided": found.state in UNDECIDED,
    }
    return render_page(request, "partners/portal_dispute.html", context)


@page(
    "portal", "partner/disputes/<str:dispute_id>/withdraw/",
    name="partners.portal_dispute_withdraw", title=_("Take back"),
)  # fmt: skip
def withdraw_page(request: UiRequest, dispute_id: str) -> HttpResponse:
    """Take a dispute back."""
    own, partner_id = own_dispute(request, dispute_id), _partner(request).public_id
    return acted(
        request,
        _to(own.public_id),
        _t("Taken back."),
        lambda: withdraw(dispute_id, partner_id, actor=request.actor, at=now()),
    )


def _line(request: UiRequest, *, data: Any, files: Any, accrual_id: str) -> forms.Form:
    own_line(request, accrual_id)
    return ClaimForm(data=data)


def _reversed(request: UiRequest, accrual_id: str) -> Closed | None:
    line = own_line(request, accrual_id)
    if stands(line):
        return None
    newer = successor(line)
    label = _("The line that took its place") if newer else _("Derivation")
    found = newer or line
    return Closed(
        title=_("This line does not count any more"),
        text=_("It was reversed, or is a reversal."),
        way=(label, url("portal", "partners.accrual", accrual_id=found.public_id)),
    )


def _contest(request: UiRequest, form: forms.Form, accrual_id: str) -> str:
    if not stands(own_line(request, accrual_id)):
        raise DisputeClosed(_t("the line was reversed meanwhile: another took its place"))
    values = form.cleaned_data
    claim = Claim(text=values["text"], expected=values["expected"], accrual_id=accrual_id)
    return _opened(request, claim)


def _opened(request: UiRequest, claim: Claim) -> str:
    found = open_dispute(_partner(request).public_id, claim, actor=request.actor, at=now())
    messages.success(request, _t("Your dispute is with us. We answer it here and by mail."))
    return _to(found.public_id)


def _period(request: UiRequest, *, data: Any, files: Any) -> forms.Form:
    shown = {name: request.GET.get(name, "")[:10] for name in ("currency", "since", "until")}
    return PeriodForm(_partner(request), data=data, initial=shown)


def _contest_period(request: UiRequest, form: forms.Form) -> str:
    values, zone = form.cleaned_data, ZoneInfo(request.brand.reporting_zone)
    after = values["until"] + timedelta(days=1)
    claim = Claim(
        text=values["text"],
        expected=values["expected"],
        currency=values["currency"],
        since=datetime.combine(values["since"], time(), zone),
        until=datetime.combine(after, time(), zone),
    )
    return _opened(request, claim)


def _word(request: UiRequest, *, data: Any, files: Any, dispute_id: str) -> forms.Form:
    own_dispute(request, dispute_id)
    return WordForm(data=data)


def _say(request: UiRequest, form: forms.Form, dispute_id: str) -> str:
    text = form.cleaned_data["text"]
    say(own_dispute(request, dispute_id).public_id, text, by_partner=True, actor=request.actor,
        at=now())  # fmt: skip
    return _to(dispute_id)


register_form(
    FormPage(
        surface="portal",
        path="partner/accruals/<str:accrual_id>/disagree/",
        name="partners.disagree",
        title=_("I disagree"),
        form=_line,
        submit=_contest,
        closed=_reversed,
        submit_label=_("Send"),
        back=lambda request, accrual_id: url("portal", "partners.accrual", accrual_id=accrual_id),
    )
)
register_form(
    FormPage(
        surface="portal",
        path="partner/disputes/new/",
        name="partners.portal_dispute_new",
        title=_("Contest a period"),
        form=_period,
        submit=_contest_period,
        submit_label=_("Send"),
        back=lambda request: url("portal", "partners.portal_disputes"),
    )
)
register_form(
    FormPage(
        surface="portal",
        path="partner/disputes/<str:dispute_id>/say/",
        name="partners.portal_dispute_say",
        title=_("Write to us"),
        form=_word,
        submit=_say,
        submit_label=_("Send"),
        back=lambda request, dispute_id: _to(dispute_id),
    )
)
