"""Filters of the room's lists."""

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.words import choices

from ..models import Account, AccountRequest, Deal, Difference, Operation, Order, Position, Server
from ..types import (
    AccountKind,
    AccountState,
    DifferenceClass,
    RequestKind,
    RequestState,
    WorkState,
)


class AccountFilter(filters.FilterSet):
    """Accounts by state, kind, login."""

    state = filters.ChoiceFilter(choices=choices(AccountState), label=_("State"))
    kind = filters.ChoiceFilter(choices=choices(AccountKind), label=_("Kind"))
    login = filters.NumberFilter(label=_("Login"))

    class Meta:
        model = Account
        fields = ("state", "kind", "login")


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


class DifferenceFilter(filters.FilterSet):
    """Differences by class; open ones unless asked."""

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

    def by_standing(
        self, rows: QuerySet[Difference], name: str, value: str
    ) -> QuerySet[Difference]:
        """Open ones, resolved ones, or both."""
        return rows if value == "all" else rows.filter(closed_at__isnull=value == "open")
