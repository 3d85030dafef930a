"""Review of one document: preview beside the client's data."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import allowed, require
from brokerdesk.core.ui import UiRequest, page, render_page, url
from brokerdesk.core.ui.countries import country_name
from brokerdesk.core.ui.forms import place_error, redirect_after
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import DomainError, Forbidden, NotFound
from brokerdesk.modules.clients.queries import client, client_for

from .. import services
from ..models import Document, DocumentAccess, RejectionReason
from ..queries import document, documents_of
from ..types import OPEN_STATES, DocumentRow

RIGHT = "compliance.document.review"
DAY = forms.DateInput(attrs={"type": "date"})


class ApproveForm(forms.Form):
    """Approval; some documents have a last valid day."""

    prefix = "approve"
    expires_on = forms.DateField(label=_("Valid until"), required=False, widget=DAY)
    version = forms.IntegerField(widget=forms.HiddenInput)


class RejectForm(forms.Form):
    """Rejection with a managed reason."""

    prefix = "reject"
    reason = forms.ChoiceField(label=_("Reason"))
    comment = forms.CharField(
        label=_("Note for the client"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    ask_again = forms.BooleanField(label=_("Ask for another"), required=False, initial=True)
    version = forms.IntegerField(widget=forms.HiddenInput)


def _forms(row: DocumentRow, data: Any, act: str) -> tuple[ApproveForm, RejectForm]:
    initial = {"version": row.version, "ask_again": True}
    approve = ApproveForm(data if act == "approve" else None, initial=initial)
    reject = RejectForm(data if act == "reject" else None, initial=initial)
    reasons = RejectionReason.objects.filter(brand_id=row.brand_pk, active=True).order_by("title")
    field = reject.fields["reason"]
    if isinstance(field, forms.ChoiceField):
        field.choices = [("", "—"), *reasons.values_list("code", "title")]
    approve.fields["expires_on"].required = row.needs_expiry
    return approve, reject


@page(
    "backoffice",
    "verification/documents/<str:document_id>/",
    name="compliance.review",
    title=_("Review"),
    permission="compliance.document.view",
)
def review(request: UiRequest, document_id: str) -> HttpResponse:
    """Show a document beside what it must prove, and take the decision."""
    row = document(document_id)
    client_for(request.actor, row.client_id)
    require(request.actor, "compliance.document.view", brand_id=row.brand_pk)
    may = allowed(request.actor, RIGHT, brand_id=row.brand_pk)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    if act:
        require(request.actor, RIGHT, brand_id=row.brand_pk)
    elif may and row.state == "uploaded":
        row = services.begin_review(document_id, actor=request.actor, at=now())
    approve, reject = _forms(row, request.POST, act)
    if act:
        form: forms.Form = approve if act == "approve" else reject
        if form.is_valid() and _decide(request, row, form):
            return redirect_after(request, _next(request, document_id))
    status = 422 if act else 200
    return _show(request, row, approve=approve, reject=reject, may=may, status=status)


def _decide(request: UiRequest, row: DocumentRow, form: forms.Form) -> bool:
    values = form.cleaned_data
    try:
        if isinstance(form, ApproveForm):
            services.approve_document(
                row.public_id,
                expires_on=values["expires_on"],
                version=values["version"],
                actor=request.actor,
                at=now(),
            )
            messages.success(request, _t("Approved."))
        else:
            services.reject_document(
                row.public_id,
                values["reason"],
                comment=values["comment"],
                ask_again=values["ask_again"],
                version=values["version"],
                actor=request.actor,
                at=now(),
            )
            messages.success(request, _t("Rejected. The client is told."))
    except (NotFound, Forbidden):
        raise
    except DomainError as error:
        place_error(form, error)
        return False
    return True


def _next(request: UiRequest, document_id: str) -> str:
    """The next document of the queue, or the queue when it is empty."""
    from .queue import waiting

    rows = waiting(request).exclude(public_id=document_id).order_by("uploaded_at", "pk")
    following = rows.values_list("public_id", flat=True).first()
    if following is None:
        return url("backoffice", "compliance.queue")
    return url("backoffice", "compliance.review", document_id=following)


def _show(
    request: UiRequest,
    row: DocumentRow,
    *,
    approve: forms.Form,
    reject: forms.Form,
    may: bool,
    status: int,
) -> HttpResponse:
    owner = client(row.client_id)
    context = {
        "document": row,
        "owner": owner,
        "country": country_name(owner.country),
        "others": [d for d in documents_of(row.client_pk) if d.pk != row.pk],
        "approve": approve,
        "reject": reject,
        "may": may,
        "open": row.state in OPEN_STATES,
        "uploaded_by_me": Document.objects.filter(
            pk=row.pk, uploaded_by=request.actor.ref
        ).exists(),
        "accesses": DocumentAccess.objects.filter(document_id=row.pk).order_by("-at")[:8],
    }
    title = f"{row.type_title} · {owner.name}"
    return render_page(request, "compliance/review.html", context, title=title, status=status)
