"""Changes of the past in the back office: the list, one change with its sums, its lines."""

from decimal import Decimal
from typing import Any

import django_filters as filters
import django_tables2 as tables
from django.db.models import Count, F, Q, QuerySet, Sum
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
from brokerdesk.core.ui.columns import CodeColumn, MoneyColumn, StateColumn, WhenColumn
from brokerdesk.core.words import choices
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.queries import actor_names

from ..errors import PastChangeNotFound
from ..models import PastChange, PastChangeLine
from ..services.past import approve_change
from ..types import PastKind, PastState
from .lists import PARTNERS, VIEW
from .past_words import said
from .words import reason_words

PROPOSE, APPROVE = "partners.past.propose", "partners.past.approve"
LIVE = ("past_change.",)
OPEN = (PastState.PREVIEWING, PastState.PROPOSED, PastState.FAILED)


class PastFilter(filters.FilterSet):
    """Changes by kind and state."""

    kind = filters.ChoiceFilter(choices=choices(PastKind), label=_("Kind"))
    state = filters.ChoiceFilter(choices=choices(PastState), label=_("State"))

    class Meta:
        model = PastChange
        fields = ("kind", "state")


class PastTable(tables.Table):
    """Changes of the past, newest first."""

    created_at = WhenColumn(verbose_name=_("Proposed"))
    kind = CodeColumn(verbose_name=_("Kind"))
    subject = tables.Column(verbose_name=_("Of"), orderable=False)
    effective_at = WhenColumn(verbose_name=_("Holds from"))
    deals = tables.Column(verbose_name=_("Deals"))
    lines = tables.Column(verbose_name=_("Lines that differ"))
    proposer = tables.Column(verbose_name=_("By"))
    state = StateColumn(verbose_name=_("State"))

    class Meta:
        model = PastChange
        fields = (
            "created_at", "kind", "subject", "effective_at", "deals", "lines", "proposer", "state",
        )  # fmt: skip
        order_by = "-created_at"

    def render_subject(self, record: PastChange) -> str:
        """In words, linked to the change."""
        found = said(record)
        return format_html(
            '<a href="{}">{}</a> {}', to_change(record.public_id), found.subject, found.says
        )

    def value_subject(self, record: PastChange) -> str:
        return record.subject


def changes(request: UiRequest) -> QuerySet[PastChange]:
    """Changes of brands whose partners the actor may see."""
    return scoped(request.actor, VIEW, PastChange.objects.select_related("brand"))


def the_change(request: UiRequest, change_id: str) -> PastChange:
    """One change that the actor may see.

    Raises:
        PastChangeNotFound: there is none.
    """
    found = changes(request).filter(public_id=change_id).first()
    if found is None:
        raise PastChangeNotFound(_t("There is no such change."))
    return found


def to_change(change_id: str) -> str:
    """The page of a change."""
    return url("backoffice", "partners.past_change", change_id=change_id)


register_list(
    ListPage(
        surface="backoffice",
        path="partners/past/",
        name="partners.past",
        title=_("Changes of the past"),
        permission=VIEW,
        nav=Nav(PARTNERS, 50, icon="history"),
        queryset=changes,
        table=PastTable,
        filterset=PastFilter,
        live=LIVE,
        empty=_("Nobody has proposed to change the past"),
        intro=_("Propose one from the page of a partner, a client or a plan."),
    )
)


@counter(
    "past_changes",
    title=_("Changes of the past to decide"),
    url_name="partners.past",
    permission=APPROVE,
    live=LIVE,
)
def waiting(request: UiRequest) -> int:
    """Changes that wait for a decision, without those that the actor proposed."""
    rows = changes(request).filter(state=PastState.PROPOSED)
    askers = rows.order_by().values_list("proposed_by", flat=True).distinct()
    own = [ref for ref in askers if person_behind(ref) == request.actor.ref]
    return rows.exclude(proposed_by__in=own).count()


def may_approve(request: UiRequest, change: PastChange) -> bool:
    """Whether the actor may approve a change: another person, with the right."""
    return (
        change.state == PastState.PROPOSED
        and person_behind(change.proposed_by) != request.actor.ref
        and allowed(request.actor, APPROVE, brand_id=change.brand_id)
    )


def may_reject(request: UiRequest, change: PastChange) -> bool:
    """Whether the actor may end a change undone: who decides, or who proposed it himself."""
    return change.state in OPEN and (
        person_behind(change.proposed_by) == request.actor.ref
        or allowed(request.actor, APPROVE, brand_id=change.brand_id)
    )


def sums(change: PastChange) -> list[dict[str, Any]]:
    """What a change gives and takes by partner and currency, the largest difference first.

    rebate: whether it is what his clients got, by lines of level 0.
    """
    rows = (
        change.rows.exclude(partner=None)
        .values("partner__public_id", "partner__code", "currency", rebate=Q(level=0))
        .annotate(
            name=F("partner__client__first_name"),
            last=F("partner__client__last_name"),
            deals=Count("deal_id", distinct=True),
            stands=Sum("before"),
            given=Sum("after"),
        )
    )
    found = [row | {"difference": row["given"] - row["stands"]} for row in rows]
    return sorted(found, key=lambda row: -abs(row["difference"]))


def _totals(rows: list[dict[str, Any]]) -> list[tuple[str, Decimal]]:
    found: dict[str, Decimal] = {}
    for row in rows:
        found[row["currency"]] = found.get(row["currency"], Decimal(0)) + row["difference"]
    return sorted(found.items())


@page(
    "backoffice", "partners/past/<str:change_id>/",
    name="partners.past_change", title=_("Change of the past"), permission=VIEW, live=LIVE,
)  # fmt: skip
def change_page(request: UiRequest, change_id: str) -> HttpResponse:
    """What would hold, what that gives and takes, who proposed and who decided."""
    found = the_change(request, change_id)
    names = actor_names([found.proposed_by, found.decided_by])
    by_partner = sums(found)
    context = {
        "change": found,
        "said": said(found),
        "sums": by_partner,
        "totals": _totals(by_partner),
        "proposed_by": names.get(found.proposed_by, found.proposer),
        "decided_by": names.get(found.decided_by, found.decided_by),
        "own": person_behind(found.proposed_by) == request.actor.ref,
        "going": found.state in (PastState.PREVIEWING, PastState.APPROVED, PastState.POSTING),
        "may_approve": may_approve(request, found),
        "may_reject": may_reject(request, found),
    }
    return render_page(request, "partners/past_change.html", context)


@page(
    "backoffice", "partners/past/<str:change_id>/approve/",
    name="partners.past_approve", title=_("Approve"), permission=APPROVE,
)  # fmt: skip
def approve(request: UiRequest, change_id: str) -> HttpResponse:
    """Approve the differences that the page showed."""
    found = the_change(request, change_id)
    require(request.actor, APPROVE, brand_id=found.brand_id)
    return acted(
        request,
        to_change(change_id),
        _t("Approved: what differs is posted now."),
        lambda: approve_change(
            change_id, digest=request.POST.get("digest", ""), actor=request.actor, at=now()
        ),
    )


class SideColumn(MoneyColumn):
    """What a line gives on one side; said where there is no line."""

    def render(self, value: Decimal, record: Any) -> str:
        """Show the amount with its asset; a line that gives nothing has a reason."""
        if not value and not getattr(record, f"{self.accessor}_reason"):
            return _t("no line")
        return super().render(value, record)


class LineTable(tables.Table):
    """Lines that differ."""

    occurred_at = WhenColumn(accessor="deal__occurred_at", verbose_name=_("Deal's time"))
    deal = tables.Column(accessor="deal__ticket", verbose_name=_("Deal"))
    symbol = tables.Column(accessor="deal__symbol", verbose_name=_("Symbol"))
    partner = tables.Column(accessor="partner__client", verbose_name=_("Partner"), orderable=False)
    level = tables.Column(verbose_name=_("Level"))
    before = SideColumn(accessor="before", verbose_name=_("Stands"))
    before_reason = tables.Column(verbose_name=_("Its reason"), orderable=False)
    after = SideColumn(accessor="after", verbose_name=_("Would be"))
    after_reason = tables.Column(verbose_name=_("Reason then"), orderable=False)

    class Meta:
        model = PastChangeLine
        fields = (
            "occurred_at", "deal", "symbol", "partner", "level", "before", "before_reason",
            "after", "after_reason",
        )  # fmt: skip
        order_by = "pk"

    def render_level(self, value: int, record: PastChangeLine) -> str:
        return str(value) if value or record.partner is None else _t("client's rebate")

    def render_before_reason(self, value: str) -> str:
        return reason_words(value)

    def render_after_reason(self, value: str) -> str:
        return reason_words(value)


class LineFilter(filters.FilterSet):
    """Lines of one partner."""

    partner = filters.CharFilter(
        field_name="partner__code", lookup_expr="iexact", max_length=24, label=_("Referral code")
    )

    class Meta:
        model = PastChangeLine
        fields = ("partner",)


def lines(request: UiRequest, change_id: str) -> QuerySet[PastChangeLine]:
    """The lines of a change that the actor may see."""
    rows = PastChangeLine.objects.select_related("deal", "partner__client")
    return rows.filter(change=the_change(request, change_id))


register_list(
    ListPage(
        surface="backoffice",
        path="partners/past/<str:change_id>/lines/",
        name="partners.past_lines",
        title=_("Lines that differ"),
        permission=VIEW,
        queryset=lines,
        table=LineTable,
        filterset=LineFilter,
        live=LIVE,
        sorts_large=False,
        empty=_("No line differs"),
    )
)
