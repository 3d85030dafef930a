"""Disputes in the back office: the queue with its clock, one dispute beside its derivation."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django_filters as filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import allowed, require, scoped
from brokerdesk.core.access.queries import person_behind
from brokerdesk.core.ui import (
    ListPage,
    Nav,
    UiRequest,
    counter,
    page,
    register_list,
    render_page,
    url,
)
from brokerdesk.core.ui.acting import acted
from brokerdesk.core.ui.columns import AgeColumn, MoneyColumn, StateColumn, WhenColumn
from brokerdesk.core.ui.texts import age_text
from brokerdesk.core.words import choices
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.queries import actor_names
from brokerdesk.modules.trading.queries import deals_by_pk

from ..errors import AdjustmentNotFound, DisputeNotFound
from ..models import Accrual, Adjustment, Dispute
from ..queries.accruals import accrual_row
from ..queries.disputes import overdue, stands, statistics
from ..services.adjustments import approve_adjustment
from ..services.differences import Change, find_differences
from ..services.disputes import UNDECIDED, take
from ..types import DisputeState
from .lists import PARTNERS, VIEW

ANSWER, APPROVE = "partners.dispute.answer", "partners.dispute.approve"
LIVE = ("dispute.",)


class DisputeFilter(filters.FilterSet):
    """Disputes by state and owner; those whose answer is late."""

    state = filters.ChoiceFilter(choices=choices(DisputeState), label=_("State"))
    owner_name = filters.CharFilter(lookup_expr="icontains", max_length=80, label=_("Owner"))
    late = filters.ChoiceFilter(
        choices=[("yes", _("Yes"))], method="only_late", label=_("Answer is late")
    )

    class Meta:
        model = Dispute
        fields = ("state", "owner_name")

    def only_late(self, rows: QuerySet[Dispute], name: str, value: str) -> QuerySet[Dispute]:
        return rows.filter(overdue(now()))


class DisputeTable(tables.Table):
    """Disputes: who, what, how long, until when."""

    public_id = tables.Column(verbose_name=_("Dispute"), orderable=False)
    partner = tables.Column(accessor="partner__client", verbose_name=_("Partner"), orderable=False)
    claim = tables.Column(
        verbose_name=_("Claim"), orderable=False, attrs={"td": {"class": "text-break"}}
    )
    expected = MoneyColumn(verbose_name=_("Expects"))
    opened_at = AgeColumn(verbose_name=_("Age"))
    due_at = WhenColumn(verbose_name=_("Answer due"))
    owner_name = tables.Column(verbose_name=_("Owner"))
    state = StateColumn(verbose_name=_("State"))

    class Meta:
        model = Dispute
        fields = (
            "public_id", "partner", "claim", "expected", "opened_at", "due_at", "owner_name",
            "state",
        )  # fmt: skip
        order_by = "due_at"

    def render_public_id(self, value: str) -> str:
        href = url("backoffice", "partners.dispute", dispute_id=value)
        return format_html('<a href="{}">…{}</a>', href, value[-6:])

    def value_public_id(self, value: str) -> str:
        return value

    def render_claim(self, value: str) -> str:
        return value if len(value) <= 60 else f"{value[:59]}…"

    def value_claim(self, value: str) -> str:
        return value


def disputes(request: UiRequest, permission: str = VIEW) -> QuerySet[Dispute]:
    """Disputes of partners on whom the actor holds a permission."""
    rows = Dispute.objects.select_related("partner__client", "partner__brand", "accrual__deal")
    return scoped(request.actor, permission, rows, brand="partner__brand_id")


def the_dispute(request: UiRequest, dispute_id: str, permission: str = VIEW) -> Dispute:
    """One dispute on which the actor holds a permission.

    Raises:
        DisputeNotFound: there is none, or not for him.
    """
    found = disputes(request).filter(public_id=dispute_id).first()
    if found is None:
        raise DisputeNotFound(_t("There is no such dispute."))
    require(request.actor, permission, brand_id=found.partner.brand_id)
    return found


def to_dispute(dispute_id: str) -> str:
    """The page of a dispute."""
    return url("backoffice", "partners.dispute", dispute_id=dispute_id)


def _numbers(request: UiRequest) -> dict[str, Any]:
    at = now()
    numbers = statistics(disputes(request), at=at)
    answer_s = numbers.answer_s
    median = "" if answer_s is None else age_text(at - timedelta(seconds=answer_s))
    return {"numbers": numbers, "answer_time": median}


register_list(
    ListPage(
        surface="backoffice",
        path="partners/disputes/",
        name="partners.disputes",
        title=_("Disputes"),
        permission=VIEW,
        nav=Nav(PARTNERS, 28, icon="message-circle"),
        queryset=disputes,
        table=DisputeTable,
        filterset=DisputeFilter,
        live=LIVE,
        template="partners/disputes.html",
        context=_numbers,
        empty=_("Nobody contests anything"),
    )
)


@counter(
    "partner_disputes_late",
    title=_("Disputes whose answer is late"),
    url_name="partners.disputes",
    permission=ANSWER,
    live=LIVE,
)
def late(request: UiRequest) -> int:
    """Disputes whose answer is late."""
    return disputes(request, ANSWER).filter(overdue(now())).count()


@page(
    "backoffice", "partners/disputes/<str:dispute_id>/",
    name="partners.dispute", title=_("Dispute"), permission=VIEW, live=LIVE,
)  # fmt: skip
def dispute_page(request: UiRequest, dispute_id: str) -> HttpResponse:
    """Claim, derivation, the same computed now, and what was said."""
    found = the_dispute(request, dispute_id)
    line, brand_pk = found.accrual, found.partner.brand_id
    corrections = list(
        Adjustment.objects.select_related("accrual").filter(dispute=found).order_by("pk")
    )
    waiting = next((row for row in corrections if row.state == "proposed"), None)
    undecided = found.state in UNDECIDED
    answers = allowed(request.actor, ANSWER, brand_id=brand_pk)
    context = {
        "head_live": "dispute.",
        "dispute": found,
        "late": found.state == DisputeState.OPEN and found.due_at < now(),
        "accrual": accrual_row(line) if line else None,
        "stands": stands(line) if line else True,
        "changes": recomputed(line) if line else [],
        "lines": _period_lines(found),
        "said": found.messages.order_by("pk"),
        "corrections": corrections,
        "waiting": waiting,
        "names": actor_names([waiting.proposed_by]) if waiting else {},
        "may_answer": undecided and answers,
        "may_approve": waiting is not None
        and person_behind(waiting.proposed_by) != request.actor.ref
        and allowed(request.actor, APPROVE, brand_id=brand_pk),
    }
    return render_page(request, "partners/dispute.html", context)


def recomputed(line: Accrual) -> list[Change]:
    """How the deal's line of this level would differ if it were computed now; none: the same."""
    found = find_differences(deals_by_pk([line.deal_id]), batch_id=0, at=now())
    return [change for change in found.changes if change.level == line.level]


def _period_lines(found: Dispute) -> list[Any]:
    """The lines that a contested period has, newest first."""
    if found.accrual_id is not None:
        return []
    rows = Accrual.objects.select_related("deal", "partner").filter(
        partner_id=found.partner_id,
        currency=found.currency,
        occurred_at__gte=found.since,
        occurred_at__lt=found.until,
    )
    return [accrual_row(row) for row in rows.order_by("-pk")[:200]]


def _button(path: str, title: Any, permission: str, done: Any, act: Callable[..., object]) -> None:
    @page(
        "backoffice", f"partners/disputes/<str:dispute_id>/{path}/",
        name=f"partners.dispute_{path}", title=title, permission=permission,
    )  # fmt: skip
    def press(request: UiRequest, dispute_id: str) -> HttpResponse:
        found = the_dispute(request, dispute_id, permission)
        return acted(request, to_dispute(dispute_id), str(done), lambda: act(request, found))


def _take(request: UiRequest, found: Dispute) -> None:
    take(found.public_id, actor=request.actor)


def _approve(request: UiRequest, found: Dispute) -> None:
    row = Adjustment.objects.filter(dispute=found).order_by("-pk").first()
    if row is None:
        raise AdjustmentNotFound(_t("there is no correction to approve"))
    approve_adjustment(row.public_id, actor=request.actor, at=now())


_button("take", _("Take it"), ANSWER, _("It is yours."), _take)
_button(
    "approve", _("Approve correction"), APPROVE, _("Approved: the correction is posted."), _approve
)
