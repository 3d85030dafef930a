"""Filters of the ledger's lists."""

import django_filters
from django.utils.translation import gettext_lazy as _

from ..models import Account, Entry

CLASSES = [
    ("asset", _("Asset")),
    ("liability", _("Liability")),
    ("income", _("Income")),
    ("expense", _("Expense")),
    ("equity", _("Equity")),
]


class AccountFilter(django_filters.FilterSet):
    """Which accounts."""

    cls = django_filters.ChoiceFilter(label=_("Class"), choices=CLASSES)
    asset = django_filters.CharFilter(label=_("Asset"), lookup_expr="iexact")
    owner = django_filters.CharFilter(label=_("Owner, such as client:cli_…"))

    class Meta:
        model = Account
        fields = ("cls", "asset", "owner")


class EntryFilter(django_filters.FilterSet):
    """Which entries of an account."""

    kind = django_filters.CharFilter(
        label=_("Kind begins with"), field_name="tx__kind", lookup_expr="startswith"
    )
    since = django_filters.DateFilter(
        label=_("Effective from"), field_name="tx__effective_at", lookup_expr="date__gte"
    )
    until = django_filters.DateFilter(
        label=_("Effective to"), field_name="tx__effective_at", lookup_expr="date__lte"
    )

    class Meta:
        model = Entry
        fields = ("kind", "since", "until")
