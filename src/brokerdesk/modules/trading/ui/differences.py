"""One difference: what it is, who proposed what, and four eyes to resolve it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import allowed, everywhere, require, require_everywhere
from brokerdesk.core.texts import translated
from brokerdesk.core.ui import (
    FormPage,
    UiRequest,
    counter,
    page,
    register_form,
    render_page,
    url,
)
from brokerdesk.core.ui.forms import redirect_after, seen_version
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import DomainError, Forbidden
from brokerdesk.modules.staff.queries import staff_names

from ..errors import DifferenceNotFound
from ..models import Difference
from ..services.owning import give_back, take_over
from ..services.resolving import actions_for, approve, propose
from .forms import ProposalForm, resolution_words
from .lists import differences as visible_differences

VIEW = "trading.difference.view"
PROPOSE, APPROVE = "trading.difference.propose", "trading.difference.approve"


def _difference(request: UiRequest, difference_id: str, permission: str) -> Difference:
    rows = Difference.objects.select_related(
        "server", "account", "account__client", "deal", "operation"
    )
    found = rows.filter(public_id=difference_id).first()
    if found is None:
        raise DifferenceNotFound(_t("There is no such difference."))
    for right in (VIEW, permission):
        if found.account is None:
            require_everywhere(request.actor, right)
        else:
            require(request.actor, right, brand_id=found.account.brand_id)
    return found


def _name(ref: str) -> str:
    """The name of the member of staff behind an actor's mark, or the mark."""
    return staff_names([ref.removeprefix("staff:")]).get(ref.removeprefix("staff:"), ref)


def _may_resolve(request: UiRequest, found: Difference) -> bool:
    """Whether the actor may propose or approve what ends a difference."""
    if found.account is None:
        return any(everywhere(request.actor, right) for right in (PROPOSE, APPROVE))
    brand_pk = found.account.brand_id
    return any(allowed(request.actor, right, brand_id=brand_pk) for right in (PROPOSE, APPROVE))


def _to(difference_id: str) -> str:
    return url("backoffice", "trading.difference", difference_id=difference_id)


@page(
    "backoffice", "trading/differences/<str:difference_id>/",
    name="trading.difference", title=_("Difference"), permission=VIEW,
)  # fmt: skip
def difference_page(request: UiRequest, difference_id: str) -> HttpResponse:
    """What is expected, what is there, and what can be done."""
    found = _difference(request, difference_id, VIEW)
    context = {
        "difference": found,
        "owner": _name(found.owner),
        "own": found.owner == request.actor.ref,
        "may_take": not found.closed_at and _may_resolve(request, found),
        "proposed_by": _name(found.proposed_by),
        "approved_by": _name(found.approved_by),
        "resolution_words": resolution_words(found.resolution),
        "proposal_words": resolution_words(found.proposal),
        "can_propose": not found.closed_at and actions_for(found),
        "own_proposal": found.proposed_by == request.actor.ref,
    }
    return render_page(request, "trading/difference.html", context, title=found.item)


def _form(request: UiRequest, *, data: Any, files: Any, difference_id: str) -> forms.Form:
    found = _difference(request, difference_id, PROPOSE)
    return ProposalForm(data=data, actions=actions_for(found))


def _propose(request: UiRequest, form: forms.Form, difference_id: str) -> str:
    _difference(request, difference_id, PROPOSE)
    values = form.cleaned_data
    propose(difference_id, values["action"], values["reason"], actor=request.actor, at=now())
    messages.success(request, _t("Proposed. Another person has to approve it."))
    return _to(difference_id)


def _propose_head(request: UiRequest, difference_id: str) -> dict[str, Any]:
    return {"difference": _difference(request, difference_id, PROPOSE)}


register_form(
    FormPage(
        surface="backoffice",
        path="trading/differences/<str:difference_id>/propose/",
        name="trading.difference_propose",
        title=_("Propose a resolution"),
        permission=PROPOSE,
        form=_form,
        submit=_propose,
        submit_label=_("Propose"),
        context=_propose_head,
        template="trading/difference_form.html",
        back=lambda request, difference_id: _to(difference_id),
    )
)


@page(
    "backoffice", "trading/differences/<str:difference_id>/approve/",
    name="trading.difference_approve", title=_("Approve"), permission=APPROVE,
)  # fmt: skip
def difference_approve(request: UiRequest, difference_id: str) -> HttpResponse:
    """Approve the proposal of another person."""
    _difference(request, difference_id, APPROVE)
    if request.method == "POST":
        try:
            approve(difference_id, version=seen_version(request), actor=request.actor, at=now())
            messages.success(request, _t("Resolved."))
        except DomainError as error:
            messages.error(request, translated(error))
    return redirect_after(request, _to(difference_id))


@page(
    "backoffice", "trading/differences/<str:difference_id>/take/",
    name="trading.difference_take", title=_("Take it over"), permission=VIEW,
)  # fmt: skip
def difference_take(request: UiRequest, difference_id: str) -> HttpResponse:
    """See to a difference from now on."""
    return _owning(request, difference_id, take_over, _t("It is yours now."))


@page(
    "backoffice", "trading/differences/<str:difference_id>/give-back/",
    name="trading.difference_give_back", title=_("Give it back"), permission=VIEW,
)  # fmt: skip
def difference_give_back(request: UiRequest, difference_id: str) -> HttpResponse:
    """Leave a difference to nobody."""
    return _owning(request, difference_id, give_back, _t("Nobody sees to it now."))


def _owning(
    request: UiRequest, difference_id: str, change: Callable[..., Any], said: str
) -> HttpResponse:
    found = _difference(request, difference_id, VIEW)
    if not _may_resolve(request, found):
        raise Forbidden(_t("Who may propose or approve a resolution sees to a difference."))
    if request.method == "POST":
        try:
            change(difference_id, version=seen_version(request), actor=request.actor)
            messages.success(request, said)
        except DomainError as error:
            messages.error(request, translated(error))
    return redirect_after(request, _to(difference_id))


@counter(
    "differences",
    title=_("Open differences"),
    url_name="trading.differences",
    permission=VIEW,
    live=("reconciliation.",),
)
def open_differences(request: UiRequest) -> int:
    """Differences that wait for somebody."""
    return visible_differences(request).filter(closed_at__isnull=True).count()
