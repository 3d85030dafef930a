"""Appeals in the back office: the queue with its clock, one appeal, answering and deciding."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django_filters as filters
import django_tables2 as tables
from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import allowed, require, scoped
from brokerdesk.core.ui import (
    FormPage,
    ListPage,
    Nav,
    UiRequest,
    counter,
    page,
    register_form,
    register_list,
    render_page,
    url,
)
from brokerdesk.core.ui.acting import acted
from brokerdesk.core.ui.columns import AgeColumn, StateColumn, WhenColumn
from brokerdesk.core.ui.texts import age_text
from brokerdesk.core.words import choices
from brokerdesk.kit.clock import now

from ...errors import AppealNotFound
from ...models import Appeal, Override, Report
from ...queries.appeals import overdue, statistics
from ...services.appeals import UNDECIDED, say, take, uphold
from ...types import AppealState
from .reports import LIVE, VIEW

ANSWER = "prop.appeal.answer"
GROUP = _("Challenges")
_CLIENT = "decision__stage__attempt__client"


class AppealFilter(filters.FilterSet):
    """Appeals by state and owner; those whose answer is late."""

    state = filters.ChoiceFilter(choices=choices(AppealState), label=_("State"))
    owner_name = filters.CharFilter(lookup_expr="icontains", max_length=80, label=_("Owner"))
    late = filters.ChoiceFilter(
        choices=[("yes", _("Yes"))], method="only_late", label=_("Answer is late")
    )

    class Meta:
        model = Appeal
        fields = ("state", "owner_name")

    def only_late(self, rows: QuerySet[Appeal], name: str, value: str) -> QuerySet[Appeal]:
        return rows.filter(overdue(now()))


class AppealTable(tables.Table):
    """Appeals: who, against what, how long, until when."""

    public_id = tables.Column(verbose_name=_("Appeal"), orderable=False)
    client = tables.Column(accessor=_CLIENT, verbose_name=_("Client"), orderable=False)
    rule = tables.Column(accessor="decision__rule", verbose_name=_("Rule"), orderable=False)
    claim = tables.Column(
        verbose_name=_("Claim"), orderable=False, attrs={"td": {"class": "text-break"}}
    )
    opened_at = AgeColumn(verbose_name=_("Age"))
    due_at = WhenColumn(verbose_name=_("Answer due"))
    owner_name = tables.Column(verbose_name=_("Owner"))
    state = StateColumn(verbose_name=_("State"))

    class Meta:
        model = Appeal
        fields = (
            "public_id", "client", "rule", "claim", "opened_at", "due_at", "owner_name", "state",
        )  # fmt: skip
        order_by = "due_at"

    def render_public_id(self, value: str) -> str:
        href = url("backoffice", "prop.appeal", appeal_id=value)
        return format_html('<a href="{}">…{}</a>', href, value[-6:])

    def value_public_id(self, value: str) -> str:
        return value

    def render_claim(self, value: str) -> str:
        return value if len(value) <= 60 else f"{value[:59]}…"

    def value_claim(self, value: str) -> str:
        return value


def appeals(request: UiRequest, permission: str = VIEW) -> QuerySet[Appeal]:
    """Appeals on which the actor holds a permission."""
    rows = Appeal.objects.select_related(_CLIENT, "decision__stage__attempt__brand")
    return scoped(request.actor, permission, rows, brand="decision__stage__attempt__brand_id")


def the_appeal(request: UiRequest, appeal_id: str, permission: str = VIEW) -> Appeal:
    """One appeal on which the actor holds a permission.

    Raises:
        AppealNotFound: there is none, or not for him.
    """
    found = appeals(request).filter(public_id=appeal_id).first()
    if found is None:
        raise AppealNotFound(_t("There is no such appeal."))
    require(request.actor, permission, brand_id=found.decision.stage.attempt.brand_id)
    return found


def to_appeal(appeal_id: str) -> str:
    """The page of an appeal."""
    return url("backoffice", "prop.appeal", appeal_id=appeal_id)


def _numbers(request: UiRequest) -> dict[str, Any]:
    at = now()
    numbers = statistics(appeals(request), at=at)
    seconds = numbers.answer_s
    median = "" if seconds is None else age_text(at - timedelta(seconds=seconds))
    return {"numbers": numbers, "answer_time": median}


register_list(
    ListPage(
        surface="backoffice",
        path="prop/appeals/",
        name="prop.appeals",
        title=_("Appeals"),
        permission=VIEW,
        nav=Nav(GROUP, 60, icon="message-circle"),
        queryset=appeals,
        table=AppealTable,
        filterset=AppealFilter,
        live=LIVE,
        template="prop/evidence/appeals.html",
        context=_numbers,
        empty=_("Nobody contests a decision"),
    )
)


@counter(
    "prop_appeals_late",
    title=_("Appeals whose answer is late"),
    url_name="prop.appeals",
    permission=ANSWER,
    live=LIVE,
)
def late(request: UiRequest) -> int:
    """Appeals whose answer is late."""
    return appeals(request, ANSWER).filter(overdue(now())).count()


@page(
    "backoffice", "prop/appeals/<str:appeal_id>/", name="prop.appeal",
    title=_("Appeal"), permission=VIEW, live=LIVE,
)  # fmt: skip
def appeal_page(request: UiRequest, appeal_id: str) -> HttpResponse:
    """Claim, report, what was said, what colleagues propose."""
    found = the_appeal(request, appeal_id)
    stage = found.decision.stage
    brand_pk, undecided = stage.attempt.brand_id, found.state in UNDECIDED
    context = {
        "head_live": "prop.",
        "appeal": found,
        "decision": found.decision,
        "stage": stage,
        "client": stage.attempt.client,
        "report": Report.objects.filter(decision=found.decision).first(),
        "overrides": Override.objects.filter(stage=stage).order_by("-pk"),
        "late": found.state == AppealState.OPEN and found.due_at < now(),
        "own": found.owner == request.actor.ref,
        "may_answer": undecided and allowed(request.actor, ANSWER, brand_id=brand_pk),
        "may_propose": undecided
        and allowed(request.actor, "prop.override.propose", brand_id=brand_pk),
    }
    return render_page(request, "prop/evidence/appeal.html", context)


@page(
    "backoffice", "prop/appeals/<str:appeal_id>/take/", name="prop.appeal_take",
    title=_("Take it"), permission=ANSWER,
)  # fmt: skip
def take_page(request: UiRequest, appeal_id: str) -> HttpResponse:
    """Make it one's own."""
    found = the_appeal(request, appeal_id, ANSWER)
    done = _t("It is yours.")
    return acted(
        request, to_appeal(appeal_id), done, lambda: take(found.public_id, actor=request.actor)
    )


class AnswerForm(forms.Form):
    """A word to the trader."""

    text = forms.CharField(
        max_length=2000,
        label=_("Text"),
        help_text=_("The trader reads it."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )


def _answer(request: UiRequest, appeal_id: str, text: str) -> str:
    say(appeal_id, text, by_trader=False, actor=request.actor, at=now())
    return _t("Answered.")


def _uphold(request: UiRequest, appeal_id: str, text: str) -> str:
    uphold(appeal_id, text, actor=request.actor, at=now())
    return _t("The decision stands; the trader is told.")


def _register(path: str, title: Any, act: Callable[[UiRequest, str, str], str]) -> None:
    def build(request: UiRequest, *, data: Any, files: Any, appeal_id: str) -> forms.Form:
        the_appeal(request, appeal_id, ANSWER)
        return AnswerForm(data=data)

    def submit(request: UiRequest, form: forms.Form, appeal_id: str) -> str:
        the_appeal(request, appeal_id, ANSWER)
        messages.success(request, act(request, appeal_id, form.cleaned_data["text"]))
        return to_appeal(appeal_id)

    register_form(
        FormPage(
            surface="backoffice",
            path=f"prop/appeals/<str:appeal_id>/{path}/",
            name=f"prop.appeal_{path}",
            title=title,
            permission=ANSWER,
            form=build,
            submit=submit,
            back=lambda request, appeal_id: to_appeal(appeal_id),
        )
    )


_register("answer", _("Answer appeal"), _answer)
_register("uphold", _("Let the decision stand"), _uphold)
