"""Payout runs in the back office: the list, one run with its lines, and what is done to them."""

from collections.abc import Callable
from typing import Any

import django_filters as filters
import django_tables2 as tables
from django import forms
from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import allowed, require, scoped
from brokerdesk.core.access.queries import person_behind
from brokerdesk.core.ui import (
    Action,
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
from brokerdesk.core.ui.columns import CodeColumn, StateColumn, WhenColumn
from brokerdesk.core.words import choices
from brokerdesk.kit.clock import now
from brokerdesk.modules.brands.queries import brand, brand_choices
from brokerdesk.modules.clients.queries import actor_names

from ..errors import RunNotFound
from ..models import PayoutLine, PayoutRun
from ..services import approve_run, cancel_run, change_line, make_run
from ..services.runs import Group, hands_of, sums_of
from ..types import PayoutLineState, PayoutPeriod, RunState
from .lists import PARTNERS, VIEW

PAY, APPROVE = "partners.payout.pay", "partners.payout.approve"
MANAGE = "partners.payout.manage"
LIVE = ("payout_run.",)
SHOWN_LINES = 1_000
Change = Callable[[dict[str, Any]], dict[str, Any]]


class RunFilter(filters.FilterSet):
    """Runs by state and period."""

    state = filters.ChoiceFilter(choices=choices(RunState), label=_("State"))
    period = filters.ChoiceFilter(
        choices=choices(p for p in PayoutPeriod if p != "instant"), label=_("Period")
    )

    class Meta:
        model = PayoutRun
        fields = ("state", "period")


class RunTable(tables.Table):
    """Payout runs, newest first."""

    until = WhenColumn(verbose_name=_("Of deals before"))
    brand = tables.Column(accessor="brand__name", verbose_name=_("Brand"))
    period = CodeColumn(verbose_name=_("Period"))
    number = tables.Column(verbose_name=_("Lines"))
    created_at = WhenColumn(verbose_name=_("Made"))
    state = StateColumn(verbose_name=_("State"))
    public_id = tables.Column(verbose_name=_("Run"), orderable=False)

    class Meta:
        model = PayoutRun
        fields = ("public_id", "brand", "period", "until", "number", "created_at", "state")
        order_by = "-created_at"

    def render_public_id(self, value: str) -> str:
        return format_html('<a href="{}">{}</a>', _to(value), value)


def runs(request: UiRequest, permission: str = VIEW) -> QuerySet[PayoutRun]:
    """Runs of brands on which the actor holds a permission; those without a line are left out."""
    rows = PayoutRun.objects.select_related("brand").annotate(number=Count("lines"))
    return scoped(request.actor, permission, rows.filter(number__gt=0))


def the_run(request: UiRequest, run_id: str, permission: str = VIEW) -> PayoutRun:
    found = runs(request).filter(public_id=run_id).first()
    if found is None:
        raise RunNotFound(_t("There is no such payout run."))
    require(request.actor, permission, brand_id=found.brand_id)
    return found


def _to(run_id: str) -> str:
    return url("backoffice", "partners.run", run_id=run_id)


register_list(
    ListPage(
        surface="backoffice",
        path="partners/runs/",
        name="partners.runs",
        title=_("Payout runs"),
        permission=VIEW,
        nav=Nav(PARTNERS, 26, icon="cash"),
        queryset=runs,
        table=RunTable,
        filterset=RunFilter,
        live=LIVE,
        actions=(
            Action(_("Payout terms"), "partners.brand_payout_terms", MANAGE, icon="settings"),
            Action(_("Make a run now"), "partners.run_new", PAY),
        ),
        empty=_("No runs yet: they are made when a period ends"),
    )
)


@counter(
    "partner_runs", title=_("Payout runs to approve"), url_name="partners.runs",
    permission=APPROVE, live=LIVE,
)  # fmt: skip
def waiting(request: UiRequest) -> int:
    """Runs that wait for someone's approval."""
    return runs(request, APPROVE).filter(state=RunState.DRAFT).count()


@page(
    "backoffice", "partners/runs/<str:run_id>/",
    name="partners.run", title=_("Payout run"), permission=VIEW, live=LIVE,
)  # fmt: skip
def run_page(request: UiRequest, run_id: str) -> HttpResponse:
    """A run's lines and sums; who may still change or approve it."""
    found = the_run(request, run_id)
    lines = found.lines.select_related("partner__client", "payee__client", "payout")
    shown = list(lines.order_by("-amount", "pk")[: SHOWN_LINES + 1])
    draft = found.state == RunState.DRAFT
    own = person_behind(request.actor.ref) in hands_of(found)
    names = actor_names([found.made_by, found.approved_by])
    context = {
        "head_live": "payout_run.",
        "run": found,
        "lines": shown[:SHOWN_LINES],
        "more": len(shown) > SHOWN_LINES,
        "sums": sums_of(found).items(),
        "made_by": names.get(found.made_by, found.made_by),
        "approved_by": names.get(found.approved_by, found.approved_by),
        "own": own and draft,
        "may_change": draft and allowed(request.actor, PAY, brand_id=found.brand_id),
        "may_approve": draft
        and not own
        and allowed(request.actor, APPROVE, brand_id=found.brand_id),
    }
    return render_page(request, "partners/run.html", context)


@page(
    "backoffice", "partners/runs/<str:run_id>/approve/",
    name="partners.run_approve", title=_("Approve"), permission=APPROVE,
)  # fmt: skip
def approve(request: UiRequest, run_id: str) -> HttpResponse:
    """Let a run be paid."""
    the_run(request, run_id, APPROVE)
    return acted(
        request,
        _to(run_id),
        _t("Approved: it is being paid."),
        lambda: approve_run(run_id, actor=request.actor, at=now()),
    )


class NewRunForm(forms.Form):
    """A run by hand, of all that is payable now."""

    brand = forms.TypedChoiceField(coerce=int, label=_("Brand"))

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.fields["brand"] = forms.TypedChoiceField(
            coerce=int, choices=brand_choices, label=_("Brand")
        )


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(max_length=200, label=_("Reason"))


class AmountForm(ReasonForm):
    """What is paid of a line, and why; the rest stays payable."""

    amount = forms.DecimalField(max_digits=20, decimal_places=8, label=_("Amount"))
    field_order = ("amount", "reason")


def _make(request: UiRequest, form: forms.Form) -> str:
    brand_pk = form.cleaned_data["brand"]
    require(request.actor, PAY, brand_id=brand_pk)
    at = now()
    group = Group(PayoutPeriod.MANUAL, 0, needs_approval=True)
    made = make_run(brand(brand_pk), group, (None, at), actor=request.actor, at=at)
    if made is None or not made.lines.exists():
        messages.info(request, _t("Nothing is payable now."))
        return url("backoffice", "partners.runs")
    return _to(made.public_id)


register_form(
    FormPage(
        surface="backoffice",
        path="partners/runs/new/",
        name="partners.run_new",
        title=_("Make a payout run now"),
        permission=PAY,
        form=NewRunForm,
        submit=_make,
        submit_label=_("Make the run"),
        intro=_("It takes all that is payable and not held back. A colleague has to approve it."),
        back=lambda request: url("backoffice", "partners.runs"),
    )
)


def _cancel(request: UiRequest, form: forms.Form, run_id: str) -> str:
    the_run(request, run_id, PAY)
    cancel_run(run_id, reason=form.cleaned_data["reason"], actor=request.actor, at=now())
    return _to(run_id)


def _cancel_form(request: UiRequest, *, data: Any, files: Any, run_id: str) -> forms.Form:
    the_run(request, run_id, PAY)
    return ReasonForm(data=data)


register_form(
    FormPage(
        surface="backoffice",
        path="partners/runs/<str:run_id>/cancel/",
        name="partners.run_cancel",
        title=_("Cancel payout run"),
        permission=PAY,
        form=_cancel_form,
        submit=_cancel,
        intro=_("What its lines were for is payable again."),
        back=lambda request, run_id: _to(run_id),
    )
)


def _line(request: UiRequest, run_id: str, line: int) -> PayoutLine:
    found = the_run(request, run_id, PAY).lines.filter(pk=line).first()
    if found is None:
        raise RunNotFound(_t("There is no such line."))
    return found


def _register(path: str, title: Any, form: type[forms.Form], change: Change) -> None:
    def build(request: UiRequest, *, data: Any, files: Any, run_id: str, line: int) -> forms.Form:
        found = _line(request, run_id, line)
        return form(data=data, initial={"amount": found.amount.normalize()})

    def submit(request: UiRequest, form: forms.Form, run_id: str, line: int) -> str:
        _line(request, run_id, line)
        values = form.cleaned_data
        change_line(run_id, line, reason=values["reason"], actor=request.actor, **change(values))
        return _to(run_id)

    register_form(
        FormPage(
            surface="backoffice",
            path=f"partners/runs/<str:run_id>/lines/<int:line>/{path}/",
            name=f"partners.run_line_{path}",
            title=title,
            permission=PAY,
            form=build,
            submit=submit,
            back=lambda request, run_id, line: _to(run_id),
        )
    )


_register("hold", _("Hold line back"), ReasonForm, lambda values: {"state": PayoutLineState.HELD})
_register("pay", _("Pay line"), ReasonForm, lambda values: {"state": PayoutLineState.PAY})
_register("amount", _("Pay less"), AmountForm, lambda values: {"amount": values["amount"]})
