"""Bulk jobs: typed lines, a preview of every row, then progress and each row's result."""

from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

import django_tables2 as tables
from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import allowed, everywhere
from brokerdesk.core.actors import Actor
from brokerdesk.core.texts import translated
from brokerdesk.core.ui import (
    Action,
    FormPage,
    ListPage,
    Nav,
    UiRequest,
    page,
    register_form,
    register_list,
    render_page,
    url,
)
from brokerdesk.core.ui.choices import set_choices
from brokerdesk.core.ui.columns import CodeColumn, StateColumn, WhenColumn
from brokerdesk.core.ui.forms import redirect_after
from brokerdesk.core.ui.panels import may_see
from brokerdesk.core.words import choices, words
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import DomainError, Forbidden

from ..errors import BulkNotFound
from ..jobs import begin
from ..models import BulkJob, Product
from ..services.bulk import PARAMS, RIGHTS, may_do, prepare_bulk, start_bulk, stop_bulk
from ..types import BulkAction, BulkLine, BulkOrder, BulkRowState, BulkState
from .bulk_rows import shown_rows
from .forms import ACCESS_STATES
from .office import MANAGE

BULK = "trading.bulk.run"
ROWS = 100


class BulkForm(forms.Form):
    """What to do, with which accounts."""

    leverage = forms.IntegerField(min_value=1, max_value=3000, label=_("Leverage"))
    product_id = forms.ChoiceField(label=_("Product"))
    state = forms.ChoiceField(choices=[("", "–"), *ACCESS_STATES[:3]], label=_("State"))
    lines = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 8}), max_length=40_000, label=_("Accounts"),
        help_text=_("A login or account id on each line."),
    )  # fmt: skip
    reason = forms.CharField(max_length=200, label=_("Reason"))

    def __init__(self, *args: Any, action: BulkAction, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in set(PARAMS.values()) - {PARAMS.get(action)}:
            del self.fields[name]
        if action == BulkAction.CREDIT:
            self.fields["lines"].help_text = _("On each line a login or account id and an amount.")

    def clean_lines(self) -> tuple[BulkLine, ...]:
        """Read the lines: `login` or `login amount`, also with a comma or a tab between."""
        texts = self.cleaned_data["lines"].splitlines()
        return tuple(_line(text, n) for n, text in enumerate(texts, 1) if text.strip())


def _line(text: str, number: int) -> BulkLine:
    parts = text.replace(",", " ").replace(";", " ").split()
    try:
        amount = Decimal(parts[1]) if len(parts) > 1 else None
    except InvalidOperation:
        amount = Decimal("NaN")
    if len(parts) > 2 or (amount is not None and not amount.is_finite()):
        raise forms.ValidationError(
            _t("Line %(number)s: give a login, and an amount such as 12.50.") % {"number": number}
        )
    return BulkLine(parts[0], amount)


def jobs(request: UiRequest) -> QuerySet[BulkJob]:
    """The actor's own bulk jobs; all of them for who may read the audit of all brands."""
    rows = BulkJob.objects.all()
    if everywhere(request.actor, "core.audit.view"):
        return rows
    return rows.filter(requested_by=request.actor.ref)


def _job(request: UiRequest, job_id: str) -> BulkJob:
    found = jobs(request).filter(public_id=job_id).first()
    if found is None:
        raise BulkNotFound(_t("There is no such bulk job."))
    return found


def _may_stop(actor: Actor, job: BulkJob) -> bool:
    """Whether he asked for it himself, or might do it in the brand of every row."""
    if job.requested_by == actor.ref:
        return True
    brands = job.rows.exclude(account=None).values_list("account__brand_id", flat=True)
    right = RIGHTS[BulkAction(job.action)]
    return all(allowed(actor, right, brand_id=brand_id) for brand_id in brands.distinct())


def _to(job_id: str) -> str:
    return url("backoffice", "trading.bulk_job", job_id=job_id)


class BulkTable(tables.Table):
    """Bulk jobs, newest first."""

    created_at = WhenColumn(verbose_name=_("Prepared"))
    action = CodeColumn(verbose_name=_("Job"))
    total = tables.Column(verbose_name=_("Rows"))
    reason = tables.Column(verbose_name=_("Reason"))
    requester = tables.Column(verbose_name=_("By"))
    state = StateColumn(verbose_name=_("State"))

    class Meta:
        order_by = "-created_at"

    def render_action(self, value: str, record: BulkJob) -> str:
        """Link to the job."""
        text = self.base_columns["action"].render(value)
        return format_html('<a href="{}">{}</a>', _to(record.public_id), text)


register_list(
    ListPage(
        surface="backoffice",
        path="trading/bulk/",
        name="trading.bulk",
        title=_("Bulk jobs"),
        permission=BULK,
        queryset=jobs,
        table=BulkTable,
        nav=Nav(_("Trading"), 47, icon="list-check"),
        live=("bulk.",),
        actions=(Action(_("New bulk job"), "trading.bulk_new", BULK),),
        empty=_("No bulk job yet"),
    )
)


def _action(name: str) -> BulkAction:
    try:
        return BulkAction(name)
    except ValueError:
        raise BulkNotFound(_t("There is no such bulk job.")) from None


@page(
    "backoffice", "trading/bulk/new/",
    name="trading.bulk_new", title=_("New bulk job"), permission=BULK,
)  # fmt: skip
def choose(request: UiRequest) -> HttpResponse:
    """Choose what to do with the accounts."""
    mine = [action for action in BulkAction if may_see(request, RIGHTS[action])]
    return render_page(request, "trading/bulk_new.html", {"actions": choices(mine)})


def _form(request: UiRequest, *, data: Any, files: Any, action: str) -> forms.Form:
    form = BulkForm(data=data, action=_action(action))
    if "product_id" not in form.fields:
        return form
    rows = Product.objects.select_related("brand").filter(enabled=True).order_by("brand", "title")
    mine = [p for p in rows if allowed(request.actor, MANAGE, brand_id=p.brand_id)]
    offered = [(p.public_id, f"{p.brand.name}: {p.title} ({p.currency})") for p in mine]
    set_choices(form, "product_id", [("", "–"), *offered])
    return form


def _prepare(request: UiRequest, form: forms.Form, action: str) -> str:
    values, job = form.cleaned_data, _action(action)
    name = PARAMS.get(job)
    may = partial(may_do, request.actor, job)
    order = BulkOrder(
        job, {name: str(values[name])} if name else {}, values["lines"], values["reason"]
    )
    return _to(prepare_bulk(order, actor=request.actor, may=may, at=now()).public_id)


register_form(
    FormPage(
        surface="backoffice",
        path="trading/bulk/new/<str:action>/",
        name="trading.bulk_prepare",
        title=_("New bulk job"),
        permission=BULK,
        context=lambda request, action: {"title": words(_action(action))},
        form=_form,
        submit=_prepare,
        submit_label=_("Preview"),
        intro=_("Nothing is done before you have seen what each row would do."),
        back=lambda request, action: url("backoffice", "trading.bulk_new"),
        atomic=False,
    )
)


@page(
    "backoffice", "trading/bulk/<str:job_id>/",
    name="trading.bulk_job", title=_("Bulk job"), permission=BULK,
)  # fmt: skip
def bulk_page(request: UiRequest, job_id: str) -> HttpResponse:
    """The preview, the progress, and what became of each row."""
    found = _job(request, job_id)
    counts = dict(found.rows.values_list("state").annotate(n=Count("pk")))
    rows = found.rows.select_related("account", "account__client", "account__product", "operation")
    pages = Paginator(rows.order_by("position"), ROWS)
    done = sum(counts.get(state, 0) for state in (BulkRowState.ASKED, BulkRowState.REFUSED))
    product = Product.objects.filter(public_id=found.params.get("product_id")).first()
    shown = pages.get_page(request.GET.get("page"))
    context = {
        "job": found,
        "page": shown,
        "rows": shown_rows(found, shown, product),
        "counts": [(state, counts.get(state, 0)) for state in BulkRowState if counts.get(state)],
        "done": done,
        "own": found.requested_by == request.actor.ref,
        "may_stop": found.state == BulkState.RUNNING and _may_stop(request.actor, found),
        "product": product,
    }
    return render_page(request, "trading/bulk.html", context)


@page(
    "backoffice", "trading/bulk/<str:job_id>/start/",
    name="trading.bulk_start", title=_("Start"), permission=BULK,
)  # fmt: skip
def start(request: UiRequest, job_id: str) -> HttpResponse:
    """Let the job begin."""
    _job(request, job_id)
    if request.method == "POST":
        try:
            with transaction.atomic():
                start_bulk(job_id, actor=request.actor, at=now())
                begin(job_id)
        except DomainError as error:
            messages.error(request, translated(error))
    return redirect_after(request, _to(job_id))


@page(
    "backoffice", "trading/bulk/<str:job_id>/stop/",
    name="trading.bulk_stop", title=_("Stop"), permission=BULK,
)  # fmt: skip
def stop(request: UiRequest, job_id: str) -> HttpResponse:
    """Stop the job before its next row."""
    found = _job(request, job_id)
    if not _may_stop(request.actor, found):
        raise Forbidden(_t("Only who might do the job in all its brands can stop it."))
    if request.method == "POST" and found.state == BulkState.RUNNING:
        try:
            stop_bulk(job_id, actor=request.actor, at=now())
        except DomainError as error:
            messages.error(request, translated(error))
    return redirect_after(request, _to(job_id))
