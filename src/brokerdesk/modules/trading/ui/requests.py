"""Requests that wait for a second person: the queue in the office."""

from typing import Any

import django_tables2 as tables
from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import allowed, require, scoped
from brokerdesk.core.access.queries import person_behind
from brokerdesk.core.texts import translated
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
from brokerdesk.core.ui.columns import AgeColumn, CodeColumn, StateColumn
from brokerdesk.core.ui.forms import redirect_after, seen_version
from brokerdesk.core.ui.texts import money_text
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import DomainError
from brokerdesk.modules.staff.queries import staff_names

from ..errors import RequestNotFound
from ..models import AccountRequest
from ..services.requests import approve_request, reject_request, withdraw_request
from ..types import RequestKind, RequestState
from .lists import BY_ACCOUNT
from .office import MANAGE
from .tables import account_link

RIGHTS = {RequestKind.LEVERAGE: MANAGE, RequestKind.CORRECTION: "trading.correction.approve"}
LIVE = ("account.request",)


def wish(request: AccountRequest) -> str:
    """What is asked for, in words."""
    if request.kind == RequestKind.LEVERAGE:
        return f"1:{request.leverage}"
    return money_text(request.amount, request.account.currency)


def requests(request: UiRequest) -> QuerySet[AccountRequest]:
    """Requests of accounts that the actor may see, those that wait first."""
    rows = AccountRequest.objects.select_related("account", "account__client")
    return scoped(request.actor, "trading.account.view", rows, **BY_ACCOUNT)


class RequestTable(tables.Table):
    """Requests, newest first."""

    created_at = AgeColumn(verbose_name=_("Asked"))
    public_id = tables.Column(verbose_name=_("Request"))
    login = tables.Column(accessor="account__login", verbose_name=_("Login"))
    client = tables.Column(accessor="account__client", verbose_name=_("Client"), orderable=False)
    kind = CodeColumn(verbose_name=_("Kind"))
    wish = tables.Column(verbose_name=_("Wish"), empty_values=(), orderable=False)
    reason = tables.Column(verbose_name=_("Reason"))
    state = StateColumn(verbose_name=_("State"))

    class Meta:
        order_by = "-created_at"

    def render_public_id(self, value: str) -> str:
        href = url("backoffice", "trading.request", request_id=value)
        return format_html('<a href="{}">{}</a>', href, _t("Open"))

    def render_login(self, value: int, record: AccountRequest) -> str:
        return account_link(record.account, value)

    def render_wish(self, record: AccountRequest) -> str:
        return wish(record)


register_list(
    ListPage(
        surface="backoffice",
        path="trading/requests/",
        name="trading.requests",
        title=_("Account requests"),
        permission="trading.account.view",
        queryset=requests,
        table=RequestTable,
        nav=Nav(_("Trading"), 45, icon="checks"),
        live=LIVE,
        empty=_("Nothing was asked for"),
    )
)


@counter(
    "account_requests",
    title=_("Account requests"),
    url_name="trading.requests",
    permission="trading.account.view",
    live=LIVE,
)
def waiting(request: UiRequest) -> int:
    """Requests that wait for somebody."""
    return requests(request).filter(state=RequestState.PENDING).count()


def _the_request(request: UiRequest, request_id: str, *, decide: bool = False) -> AccountRequest:
    found = requests(request).filter(public_id=request_id).first()
    if found is None:
        raise RequestNotFound(_t("There is no such request."))
    if decide:
        require(request.actor, RIGHTS[RequestKind(found.kind)], brand_id=found.account.brand_id)
    return found


def _to(request: UiRequest, request_id: str) -> str:
    del request
    return url("backoffice", "trading.request", request_id=request_id)


@page(
    "backoffice", "trading/requests/<str:request_id>/",
    name="trading.request", title=_("Account request"), permission="trading.account.view",
)  # fmt: skip
def request_page(request: UiRequest, request_id: str) -> HttpResponse:
    """What is asked for, by whom, and the decision."""
    found = _the_request(request, request_id)
    right = RIGHTS[RequestKind(found.kind)]
    own = found.requested_by == request.actor.ref
    pending = found.state == RequestState.PENDING
    names = [ref.removeprefix("staff:") for ref in (found.requested_by, found.decided_by)]
    by_id = staff_names(names)
    context = {
        "asked": found,
        "wish": wish(found),
        "asked_by": by_id.get(names[0], str(found.account.client)),
        "decided_by": by_id.get(names[1], ""),
        "own": own and pending,
        "may_decide": pending
        and person_behind(found.requested_by) != request.actor.ref
        and allowed(request.actor, right, brand_id=found.account.brand_id),
    }
    return render_page(request, "trading/request.html", context)


@page(
    "backoffice", "trading/requests/<str:request_id>/approve/",
    name="trading.request_approve", title=_("Approve"), permission="trading.account.view",
)  # fmt: skip
def approve(request: UiRequest, request_id: str) -> HttpResponse:
    """Approve the request of another person."""
    _the_request(request, request_id, decide=True)
    if request.method == "POST":
        try:
            approve_request(
                request_id, version=seen_version(request), actor=request.actor, at=now()
            )
            messages.success(request, _t("Approved. The platform is asked."))
        except DomainError as error:
            messages.error(request, translated(error))
    return redirect_after(request, _to(request, request_id))


@page(
    "backoffice", "trading/requests/<str:request_id>/withdraw/",
    name="trading.request_withdraw", title=_("Take back"), permission="trading.account.view",
)  # fmt: skip
def withdraw(request: UiRequest, request_id: str) -> HttpResponse:
    """Take back one's own request."""
    _the_request(request, request_id)
    if request.method == "POST":
        withdraw_request(request_id, actor=request.actor, at=now())
        messages.success(request, _t("Taken back."))
    return redirect_after(request, _to(request, request_id))


class RejectForm(forms.Form):
    """Why a request is rejected."""

    answer = forms.CharField(max_length=200, label=_("Reason"))
    version = forms.IntegerField(widget=forms.HiddenInput)


def _reject_form(request: UiRequest, *, data: Any, files: Any, request_id: str) -> forms.Form:
    found = _the_request(request, request_id, decide=True)
    form = RejectForm(data=data, initial={"version": found.version})
    if found.requested_by.startswith("client:"):
        form.fields["answer"].help_text = _t("The client reads it.")
    return form


def _reject(request: UiRequest, form: forms.Form, request_id: str) -> str:
    _the_request(request, request_id, decide=True)
    values = form.cleaned_data
    reject_request(
        request_id,
        version=values["version"],
        answer=values["answer"],
        actor=request.actor,
        at=now(),
    )
    return _to(request, request_id)


register_form(
    FormPage(
        surface="backoffice",
        path="trading/requests/<str:request_id>/reject/",
        name="trading.request_reject",
        title=_("Reject the request"),
        permission="trading.account.view",
        form=_reject_form,
        submit=_reject,
        submit_label=_("Reject"),
        back=_to,
        danger=True,
    )
)
