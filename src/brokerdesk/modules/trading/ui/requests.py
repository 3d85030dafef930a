"""Requests that wait for a second person: the queue in the office."""

from typing import Any

import django_tables2 as tables
from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
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
from brokerdesk.core.ui.columns import AgeColumn, LinkColumn, StateColumn
from brokerdesk.core.ui.forms import redirect_after, seen_version
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import DomainError
from brokerdesk.modules.clients.queries import actor_names, matching_ids

from ..errors import RequestNotFound
from ..models import Account, AccountRequest
from ..services.requests import approve_request, reject_request, withdraw_request
from ..types import RequestKind, RequestState
from .asked import change, name_of, question
from .filters import RequestFilter
from .lists import BY_ACCOUNT
from .office import MANAGE
from .tables import account_link

RIGHTS = {RequestKind.LEVERAGE: MANAGE, RequestKind.CORRECTION: "trading.correction.approve"}
LIVE = ("account.request",)


def requests(request: UiRequest) -> QuerySet[AccountRequest]:
    """Requests of accounts that the actor may see, those that wait first."""
    rows = AccountRequest.objects.select_related("account", "account__client")
    return scoped(request.actor, "trading.account.view", rows, **BY_ACCOUNT)


def search_requests(rows: QuerySet[AccountRequest], text: str) -> QuerySet[AccountRequest]:
    """By login, account's id or client."""
    accounts = Account.objects.filter(pk__in=rows.order_by().values("account_id"))
    where = Q(account__client_id__in=matching_ids(text, accounts)) | Q(account__public_id=text)
    if text.isascii() and text.isdigit() and len(text) < 19:
        where |= Q(account__login=int(text))
    return rows.filter(where)


def _card(record: AccountRequest) -> str:
    return url("backoffice", "clients.card", client_id=record.account.client.public_id)


class RequestTable(tables.Table):
    """Requests, newest first."""

    created_at = AgeColumn(verbose_name=_("Asked"))
    public_id = tables.Column(verbose_name=_("Request"), orderable=False)
    login = tables.Column(accessor="account__login", verbose_name=_("Login"))
    client = LinkColumn(
        _card, permission="clients.view", accessor="account__client", verbose_name=_("Client"),
        orderable=False,
    )  # fmt: skip
    requested_by = tables.Column(verbose_name=_("Asked by"), orderable=False)
    reason = tables.Column(verbose_name=_("Reason"))
    state = StateColumn(verbose_name=_("State"))

    class Meta:
        order_by = "-created_at"

    def before_render(self, request: UiRequest) -> None:
        """Fetch the names of the shown rows' askers at once."""
        self.askers = actor_names({record.requested_by for record in self.data})

    def render_public_id(self, value: str, record: AccountRequest) -> str:
        href = url("backoffice", "trading.request", request_id=value)
        return format_html('<a href="{}">{}</a>', href, name_of(record))

    def value_public_id(self, record: AccountRequest) -> str:
        """Export the words."""
        return name_of(record)

    def render_requested_by(self, value: str) -> str:
        return str(getattr(self, "askers", {}).get(value, value))

    def render_login(self, value: int, record: AccountRequest) -> str:
        return account_link(record.account, value)


register_list(
    ListPage(
        surface="backoffice",
        path="trading/requests/",
        name="trading.requests",
        title=_("Account requests"),
        permission="trading.account.view",
        queryset=requests,
        table=RequestTable,
        filterset=RequestFilter,
        search=search_requests,
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
    """Requests that wait for somebody, without those that the actor may not decide."""
    pending = requests(request).filter(state=RequestState.PENDING)
    askers = pending.order_by().values_list("requested_by", flat=True).distinct()
    own = [ref for ref in askers if person_behind(ref) == request.actor.ref]
    return pending.exclude(requested_by__in=own).count()


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
    names = actor_names([found.requested_by, found.decided_by])
    context = {
        "asked": found,
        "name": name_of(found),
        "change": change(found),
        "question": question(found),
        "pending": pending,
        "asked_by": names.get(found.requested_by, found.requested_by),
        "decided_by": names.get(found.decided_by, found.decided_by),
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
