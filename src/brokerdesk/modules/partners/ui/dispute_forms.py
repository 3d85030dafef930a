"""Answering and deciding a dispute in the back office."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import FormPage, UiRequest, register_form
from brokerdesk.kit.clock import now

from ..errors import AdjustmentDecided
from ..models import Adjustment
from ..services.adjustments import refuse_adjustment
from ..services.disputes import accept, reject, say
from .disputes import ANSWER, APPROVE, the_dispute, to_dispute


class AnswerForm(forms.Form):
    """A word to the partner."""

    text = forms.CharField(
        max_length=2000, label=_("Answer"), widget=forms.Textarea(attrs={"rows": 6})
    )


class RejectForm(forms.Form):
    """Why the line is right."""

    text = forms.CharField(
        max_length=2000,
        label=_("Reason"),
        help_text=_("The partner reads it."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class AcceptForm(forms.Form):
    """What is right, and why."""

    amount = forms.DecimalField(
        max_digits=20,
        decimal_places=8,
        label=_("Amount"),
        help_text=_("Of a line: what it should be. Of a period: what it lacks."),
    )
    reason = forms.CharField(
        max_length=300, label=_("Reason"), help_text=_("The partner reads it.")
    )


class RefuseForm(forms.Form):
    """Why a correction is not approved."""

    reason = forms.CharField(max_length=200, label=_("Reason"))


def _answer(request: UiRequest, dispute_id: str, values: dict[str, Any]) -> str:
    say(dispute_id, values["text"], by_partner=False, actor=request.actor, at=now())
    return _t("Answered.")


def _reject(request: UiRequest, dispute_id: str, values: dict[str, Any]) -> str:
    reject(dispute_id, values["text"], actor=request.actor, at=now())
    return _t("Rejected; the partner is told.")


def _accept(request: UiRequest, dispute_id: str, values: dict[str, Any]) -> str:
    amount: Decimal = values["amount"]
    accept(dispute_id, amount, values["reason"], actor=request.actor, at=now())
    return _t("Proposed: a colleague has to approve the correction.")


def _refuse(request: UiRequest, dispute_id: str, values: dict[str, Any]) -> str:
    rows = Adjustment.objects.filter(dispute__public_id=dispute_id)
    row = rows.order_by("-pk").first()
    if row is None:
        raise AdjustmentDecided(_t("there is no correction to decide"))
    refuse_adjustment(row.public_id, reason=values["reason"], actor=request.actor, at=now())
    return _t("Refused: the dispute is open again.")


def _register(
    path: str,
    title: Any,
    permission: str,
    form: type[forms.Form],
    act: Callable[[UiRequest, str, dict[str, Any]], str],
) -> None:
    def build(request: UiRequest, *, data: Any, files: Any, dispute_id: str) -> forms.Form:
        the_dispute(request, dispute_id, permission)
        return form(data=data)

    def submit(request: UiRequest, form: forms.Form, dispute_id: str) -> str:
        the_dispute(request, dispute_id, permission)
        messages.success(request, act(request, dispute_id, form.cleaned_data))
        return to_dispute(dispute_id)

    register_form(
        FormPage(
            surface="backoffice",
            path=f"partners/disputes/<str:dispute_id>/{path}/",
            name=f"partners.dispute_{path}",
            title=title,
            permission=permission,
            form=build,
            submit=submit,
            back=lambda request, dispute_id: to_dispute(dispute_id),
        )
    )


_register("answer", _("Answer dispute"), ANSWER, AnswerForm, _answer)
_register("reject", _("Reject dispute"), ANSWER, RejectForm, _reject)
_register("accept", _("Accept dispute"), ANSWER, AcceptForm, _accept)
_register("refuse", _("Refuse correction"), APPROVE, RefuseForm, _refuse)
