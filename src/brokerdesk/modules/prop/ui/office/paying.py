"""What staff decide of rewards: payable as they are or less some trades, up, back, approved."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import UiRequest
from brokerdesk.core.ui.choices import set_choices
from brokerdesk.core.ui.texts import money_text
from brokerdesk.kit.clock import now

from ...models import Payout
from ...services.payouts.breaches import assess_breach
from ...services.payouts.clearing import clear_trouble, resolve
from ...services.payouts.reviewing import approve, assess, escalate, reject
from ...services.results import gains_of
from .acts import Act, Place, ReasonForm, register_act, register_button
from .payouts import MOST_TRADES, the_payout, to_payout
from .reach import APPROVE, ASSESS

Values = dict[str, Any]


class AssessForm(forms.Form):
    """Which gains do not count, and why."""

    takes: ClassVar[tuple[str, ...]] = ("row",)
    removed = forms.MultipleChoiceField(
        required=False,
        label=_("Gains that do not count"),
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        max_length=200,
        required=False,
        label=_("Why they do not count"),
        help_text=_("The trader reads it at each of them."),
    )

    def __init__(self, data: Any = None, *, row: Payout) -> None:
        super().__init__(data)
        gains = sorted(gains_of(row.stage).items(), key=lambda one: -one[1])[:MOST_TRADES]
        named = [
            (name, f"{name}: {money_text(amount, row.currency)}")
            for name, amount in gains
            if amount > 0
        ]
        set_choices(self, "removed", named)


class StopsForm(forms.Form):
    """Whether the account was traded with stops."""

    stops_on_all = forms.BooleanField(
        required=False, label=_("Every trade of the account had a stop")
    )


class ResolveForm(ReasonForm):
    """What became of the profit."""

    taken = forms.ChoiceField(
        label=_("The profit"),
        choices=[
            ("yes", _("left the account: pay the reward")),
            ("no", _("is still on the account: look at the reward again")),
        ],
        widget=forms.RadioSelect,
    )
    field_order = ("taken", "reason")


def _assess(request: UiRequest, payout: Payout, values: Values) -> str:
    reason: str = values["reason"]
    removed: dict[str, str] = dict.fromkeys(values["removed"], reason)
    assess(payout.public_id, removed=removed, actor=request.actor, at=now())
    return _t("Assessed: a colleague has to approve it.")


def _stops(request: UiRequest, payout: Payout, values: Values) -> str:
    had = values["stops_on_all"]
    assess_breach(payout.public_id, stops_on_all=had, actor=request.actor, at=now())
    return _t("Assessed: a colleague has to approve it.")


def _escalate(request: UiRequest, payout: Payout, values: Values) -> str:
    escalate(payout.public_id, reason=values["reason"], actor=request.actor, at=now())
    return _t("Handed up.")


def _reject(request: UiRequest, payout: Payout, values: Values) -> str:
    reject(payout.public_id, reason=values["reason"], actor=request.actor, at=now())
    return _t("Rejected: the profit stays on the account.")


def _resolve(request: UiRequest, payout: Payout, values: Values) -> str:
    taken = values["taken"] == "yes"
    resolve(payout.public_id, taken=taken, reason=values["reason"], actor=request.actor, at=now())
    return _t("Paid.") if taken else _t("It is in review again.")


def _clear(request: UiRequest, payout: Payout, values: Values) -> str:
    clear_trouble(payout.public_id, reason=values["reason"], actor=request.actor)
    return _t("Cleared up.")


def _approve(request: UiRequest, payout: Payout, values: Values) -> str:
    approve(payout.public_id, actor=request.actor, at=now())
    return ""


PLACE = Place("prop/payouts/", "payout_id", the_payout, to_payout)
register_act(
    Act(
        place=PLACE,
        path="assess",
        name="prop.payout_assess",
        title=_("Assess a reward"),
        permission=ASSESS,
        act=_assess,
        form=AssessForm,
        intro=_("Without a choice all of the profit counts. A colleague approves it."),
    )
)
register_act(
    Act(
        place=PLACE,
        path="assess-breach",
        name="prop.payout_assess_breach",
        title=_("Assess a profit that a breach ended"),
        permission=ASSESS,
        act=_stops,
        form=StopsForm,
    )
)
register_act(
    Act(
        place=PLACE,
        path="escalate",
        name="prop.payout_escalate",
        title=_("Hand a reward up"),
        permission=ASSESS,
        act=_escalate,
    )
)
register_act(
    Act(
        place=PLACE,
        path="reject",
        name="prop.payout_reject",
        title=_("Reject a reward"),
        permission=ASSESS,
        act=_reject,
        intro=_("The trader reads the reason; the profit stays on the account."),
        danger=True,
    )
)
register_button(
    Act(
        place=PLACE,
        path="approve",
        name="prop.payout_approve",
        title=_("Approve a reward"),
        permission=APPROVE,
        act=_approve,
        intro=_("Approved: it is paid when the platform gave the profit up."),
    )
)
register_act(
    Act(
        place=PLACE,
        path="resolve",
        name="prop.payout_resolve",
        title=_("Say what became of the profit"),
        permission=APPROVE,
        act=_resolve,
        form=ResolveForm,
        intro=_("Look at the account's history on the platform first. Who approved cannot say it."),
    )
)
register_act(
    Act(
        place=PLACE,
        path="clear",
        name="prop.payout_clear",
        title=_("Say that it is cleared up"),
        permission=APPROVE,
        act=_clear,
        intro=_("Say what was done. The trader can ask for his next reward afterwards."),
    )
)
