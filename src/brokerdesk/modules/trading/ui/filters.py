"""Filters of the room's lists."""

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.words import choices
from brokerdesk.modules.staff.queries import staff_names

from ..models import Account, AccountRequest, Deal, Difference, Operation, Order, Position, Server
from ..services.servers import kinds
from ..types import (
    AccountKind,
    AccountState,
    DifferenceClass,
    RequestKind,
    RequestState,
    WorkState,
)


def _platforms() -> list[tuple[str, str]]:
    return [(spec.kind, _t(spec.title)) for spec in kinds()]


class AccountFilter(filters.FilterSet):
    """Accounts by state, kind, platform, server, login."""

    state = filters.ChoiceFilter(choices=choices(AccountState), label=_("State"))
    kind = filters.ChoiceFilter(choices=choices(AccountKind), label=_("Kind"))
    platform = filters.ChoiceFilter(
        choices=_platforms, field_name="server__kind", label=_("Platform")
    )
    server = filters.ModelChoiceFilter(queryset=Server.objects.order_by("title"), label=_("Server"))
    login = filters.NumberFilter(label=_("Login"))

    class Meta:
        model = Account
        fields = ("state", "kind", "platform", "server", "login")


class DealFilter(filters.FilterSet):
    """Deals by server, login, symbol, time."""

    server = filters.ModelChoiceFilter(queryset=Server.objects.order_by("title"), label=_("Server"))
    login = filters.NumberFilter(label=_("Login"))
    symbol = filters.CharFilter(label=_("Symbol"), max_length=64)
    since = filters.DateFilter(field_name="occurred_at", lookup_expr="gte", label=_("From"))

    class Meta:
        model = Deal
        fields = ("server", "login", "symbol")


class PositionFilter(filters.FilterSet):
    """Positions by login and symbol."""

    login = filters.NumberFilter(label=_("Login"))
    symbol = filters.CharFilter(label=_("Symbol"), max_length=64)

    class Meta:
        model = Position
        fields = ("login", "symbol")


class OrderFilter(filters.FilterSet):
    """Waiting orders by login and symbol."""

    login = filters.NumberFilter(label=_("Login"))
    symbol = filters.CharFilter(label=_("Symbol"), max_length=64)

    class Meta:
        model = Order
        fields = ("login", "symbol")


class OperationFilter(filters.FilterSet):
    """Operations by state and reference."""

    state = filters.ChoiceFilter(choices=choices(WorkState), label=_("State"))
    reference = filters.CharFilter(label=_("Reference"), max_length=16)

    class Meta:
        model = Operation
        fields = ("state", "reference")


class RequestFilter(filters.FilterSet):
    """Requests by state and kind."""

    state = filters.ChoiceFilter(choices=choices(RequestState), label=_("State"))
    kind = filters.ChoiceFilter(choices=choices(RequestKind), label=_("Kind"))

    class Meta:
        model = AccountRequest
        fields = ("state", "kind")


def _owners() -> list[tuple[str, str]]:
    """Mine, nobody's, and whoever sees to an open difference."""
    rows = Difference.objects.filter(closed_at__isnull=True).exclude(owner="")
    refs = set(rows.values_list("owner", flat=True))
    names = staff_names(ref.removeprefix("staff:") for ref in refs)
    named = sorted((names.get(ref.removeprefix("staff:"), ref), ref) for ref in refs)
    own = [("mine", str(_("Mine"))), ("nobody", str(_("Nobody's")))]
    return own + [(ref, name) for name, ref in named]


class DifferenceFilter(filters.FilterSet):
    """Differences by class and owner; open ones unless asked."""

    owner = filters.ChoiceFilter(choices=_owners, method="by_owner", label=_("Owner"))
    cls = filters.ChoiceFilter(choices=choices(DifferenceClass), label=_("Class"))
    closed = filters.ChoiceFilter(
        choices=[("open", _("Open")), ("resolved", _("Resolved")), ("all", _("All"))],
        method="by_standing",
        empty_label=None,
        label=_("Standing"),
    )

    class Meta:
        model = Difference
        fields = ("cls",)

    def by_owner(self, rows: QuerySet[Difference], name: str, value: str) -> QuerySet[Difference]:
        """Those that one person, or nobody, sees to."""
        if value == "mine":
            return rows.filter(owner=self.request.actor.ref)
        return rows.filter(owner="" if value == "nobody" else value)

    def by_standing(
        self, rows: QuerySet[Difference], name: str, value: str
    ) -> QuerySet[Difference]:
        """Open ones, resolved ones, or both."""
        return rows if value == "all" else rows.filter(closed_at__isnull=value == "open")
