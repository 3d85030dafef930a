"""Proposing and refusing overrides in the back office."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import require, scoped
from brokerdesk.core.ui import FormPage, UiRequest, register_form, url
from brokerdesk.core.ui.choices import set_choices
from brokerdesk.core.words import choices, words
from brokerdesk.kit.clock import now

from ...errors import StageNotFound
from ...models import Appeal, Stage
from ...services.overrides import REVIEWS, Proposal, propose_override, refuse_override
from ...types import OverrideKind, StageState
from .overrides import APPROVE, the_override, to_override
from .reports import VIEW

PROPOSE = "prop.override.propose"


class ProposalForm(forms.Form):
    """What is to be made of the decision, and why."""

    kind = forms.ChoiceField(choices=choices(OverrideKind), label=_("What"))
    reason = forms.CharField(
        max_length=500,
        label=_("Reason"),
        help_text=_("It stays on record; the trader reads it where he appealed."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    balance = forms.DecimalField(
        max_digits=20,
        decimal_places=8,
        min_value=Decimal("0.01"),
        required=False,
        label=_("Balance of the new account"),
        help_text=_("To reinstate: empty is the closed balance before the verdict."),
    )

    def __init__(self, *args: Any, stage: Stage, **options: Any) -> None:
        super().__init__(*args, **options)
        fitting = fitting_kinds(stage)
        set_choices(self, "kind", [(one, words(one)) for one in fitting])
        if OverrideKind.REINSTATE not in fitting:
            del self.fields["balance"]


def fitting_kinds(stage: Stage) -> tuple[OverrideKind, ...]:
    """What can be made of a phase as it stands."""
    if stage.state not in (StageState.LIVE, StageState.HELD):
        return (OverrideKind.REINSTATE,)
    funded = bool(stage.document["phases"][0].get("funded"))
    ends = (OverrideKind.FAIL,) if funded else (OverrideKind.FAIL, OverrideKind.PASS)
    return (*REVIEWS, *ends) if stage.state == StageState.HELD else ends


class RefusalForm(forms.Form):
    """Why a verdict stays as it is."""

    reason = forms.CharField(
        max_length=500, label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3})
    )


def the_stage(request: UiRequest, stage_id: str) -> Stage:
    """A stage whose verdicts the actor may propose to change.

    Raises:
        StageNotFound: there is none, or not for him.
    """
    rows = Stage.objects.select_related("attempt__client")
    seen = scoped(request.actor, VIEW, rows, brand="attempt__brand_id")
    found = seen.filter(public_id=stage_id).first()
    if found is None:
        raise StageNotFound(_t("There is no such stage."))
    require(request.actor, PROPOSE, brand_id=found.attempt.brand_id)
    return found


def _appeal(request: UiRequest, stage: Stage) -> Appeal | None:
    asked = request.GET.get("appeal", "")
    return Appeal.objects.filter(public_id=asked, decision__stage=stage).first()


def _build(request: UiRequest, *, data: Any, files: Any, stage_id: str) -> forms.Form:
    stage = the_stage(request, stage_id)
    return ProposalForm(data=data, stage=stage, initial={"kind": request.GET.get("kind", "")})


def _propose(request: UiRequest, form: forms.Form, stage_id: str) -> str:
    stage, values = the_stage(request, stage_id), form.cleaned_data
    appeal = _appeal(request, stage)
    proposal = Proposal(
        kind=OverrideKind(values["kind"]),
        reason=values["reason"],
        balance=values.get("balance"),
        decision_id=appeal.decision.public_id if appeal else "",
        appeal_id=appeal.public_id if appeal else "",
    )
    row = propose_override(stage.public_id, proposal, actor=request.actor, at=now())
    messages.success(request, _t("Proposed: a colleague has to decide."))
    return to_override(row.public_id)


def _refusal(request: UiRequest, *, data: Any, files: Any, override_id: str) -> forms.Form:
    the_override(request, override_id, APPROVE)
    return RefusalForm(data=data)


def _refuse(request: UiRequest, form: forms.Form, override_id: str) -> str:
    found = the_override(request, override_id, APPROVE)
    reason = form.cleaned_data["reason"]
    refuse_override(found.public_id, reason=reason, actor=request.actor, at=now())
    messages.success(request, _t("Refused: the verdict stays as it is."))
    return to_override(override_id)


register_form(
    FormPage(
        surface="backoffice",
        path="prop/stages/<str:stage_id>/override/",
        name="prop.override_new",
        title=_("Propose to change a verdict"),
        permission=PROPOSE,
        form=_build,
        submit=_propose,
        submit_label=_("Propose"),
        back=lambda request, stage_id: url("backoffice", "prop.overrides"),
    )
)
register_form(
    FormPage(
        surface="backoffice",
        path="prop/overrides/<str:override_id>/refuse/",
        name="prop.override_refuse",
        title=_("Refuse override"),
        permission=APPROVE,
        form=_refusal,
        submit=_refuse,
        back=lambda request, override_id: to_override(override_id),
    )
)
