"""Filters of the cashier's lists."""

from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from django_filters.fields import ModelChoiceField

from brokerdesk.core.words import choices

from ..models import Deposit, Psp, Transfer, Withdrawal
from ..types import DepositStatus, Direction, TransferStatus, WithdrawalStatus


def _methods(request: Any) -> Any:
    return Psp.objects.select_related("brand").order_by("brand__name", "title")


class _MethodField(ModelChoiceField):
    def label_from_instance(self, obj: Psp) -> str:
        return f"{obj.brand.name}: {obj.title}"


class _MethodFilter(filters.ModelChoiceFilter):
    field_class = _MethodField


class _Money(filters.FilterSet):
    since = filters.DateFilter(field_name="created_at", lookup_expr="date__gte", label=_("From"))
    until = filters.DateFilter(field_name="created_at", lookup_expr="date__lte", label=_("To"))
    currency = filters.CharFilter(max_length=8, label=_("Currency"))


class DepositFilter(_Money):
    """Deposits by state, method, currency, time, amount."""

    state = filters.ChoiceFilter(choices=choices(DepositStatus), label=_("State"))
    psp = _MethodFilter(queryset=_methods, label=_("Method"))
    least = filters.NumberFilter(field_name="amount", lookup_expr="gte", label=_("At least"))

    class Meta:
        model = Deposit
        fields = ("state", "psp")


class WithdrawalFilter(_Money):
    """Withdrawals by state, method, currency, time, amount."""

    state = filters.ChoiceFilter(choices=choices(WithdrawalStatus), label=_("State"))
    psp = _MethodFilter(queryset=_methods, label=_("Method"))
    least = filters.NumberFilter(field_name="amount", lookup_expr="gte", label=_("At least"))

    class Meta:
        model = Withdrawal
        fields = ("state", "psp")


class TransferFilter(_Money):
    """Transfers by state, direction, currency, time."""

    state = filters.ChoiceFilter(choices=choices(TransferStatus), label=_("State"))
    direction = filters.ChoiceFilter(choices=choices(Direction), label=_("Direction"))

    class Meta:
        model = Transfer
        fields = ("state", "direction")
