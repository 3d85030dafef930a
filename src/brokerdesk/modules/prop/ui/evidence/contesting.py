"""Contesting a decision, and writing in an appeal, in the portal."""

from typing import Any

from django import forms
from django.contrib import messages
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import Closed, FormPage, UiRequest, register_form, url
from brokerdesk.core.words import words
from brokerdesk.kit.clock import now

from ...models import Report
from ...services.appeals import open_appeal, say
from .own import may_contest, own_appeal, own_decision


class ClaimForm(forms.Form):
    """What is wrong with a decision."""

    claim = forms.CharField(
        max_length=2000,
        label=_("What is wrong?"),
        help_text=_("Tickets, times with their zone, and what you saw help us to look."),
        widget=forms.Textarea(attrs={"rows": 7}),
    )


class WordForm(forms.Form):
    """One more word."""

    text = forms.CharField(
        max_length=2000, label=_("Message"), widget=forms.Textarea(attrs={"rows": 5})
    )


def _to(appeal_id: str) -> str:
    return url("portal", "prop.portal_appeal", appeal_id=appeal_id)


def _claim(request: UiRequest, *, data: Any, files: Any, decision_id: str) -> forms.Form:
    own_decision(request, decision_id)
    return ClaimForm(data=data)


def _closed(request: UiRequest, decision_id: str) -> Closed | None:
    if may_contest(own_decision(request, decision_id)):
        return None
    return Closed(
        title=_("This decision cannot be contested"),
        text=_("It was contested already, or the days for it are over."),
        way=(_("Your appeals"), url("portal", "prop.portal_appeals")),
    )


def _about(request: UiRequest, decision_id: str) -> str:
    """Which decision is contested."""
    row = own_decision(request, decision_id)
    what = ": ".join(words(code) for code in (row.type, row.rule) if code)
    return f"{row.stage.attempt.title} · {row.stage.name} · {what} · {row.at:%Y-%m-%d %H:%M:%S} UTC"


def _contest(request: UiRequest, form: forms.Form, decision_id: str) -> str:
    row = open_appeal(
        own_decision(request, decision_id).public_id,
        form.cleaned_data["claim"],
        client_pk=request.client.pk,
        actor=request.actor,
        at=now(),
    )
    messages.success(request, _t("Your appeal is with us. We answer it here and by mail."))
    return _to(row.public_id)


def _back(request: UiRequest, decision_id: str) -> str:
    report = Report.objects.filter(decision=own_decision(request, decision_id)).first()
    if report is None:
        return url("portal", "prop.portal_appeals")
    return url("portal", "prop.portal_report", report_id=report.public_id)


def _word(request: UiRequest, *, data: Any, files: Any, appeal_id: str) -> forms.Form:
    own_appeal(request, appeal_id)
    return WordForm(data=data)


def _say(request: UiRequest, form: forms.Form, appeal_id: str) -> str:
    own = own_appeal(request, appeal_id)
    say(own.public_id, form.cleaned_data["text"], by_trader=True, actor=request.actor, at=now())
    return _to(own.public_id)


register_form(
    FormPage(
        surface="portal",
        path="challenges/decisions/<str:decision_id>/contest/",
        name="prop.contest",
        title=_("Contest this decision"),
        intro=_about,
        form=_claim,
        submit=_contest,
        closed=_closed,
        submit_label=_("Send"),
        back=_back,
    )
)
register_form(
    FormPage(
        surface="portal",
        path="challenges/appeals/<str:appeal_id>/say/",
        name="prop.portal_appeal_say",
        title=_("Write to us"),
        form=_word,
        submit=_say,
        submit_label=_("Send"),
        back=lambda request, appeal_id: _to(appeal_id),
    )
)
