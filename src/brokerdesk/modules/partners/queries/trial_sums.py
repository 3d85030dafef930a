"""A trial's sums with what is known of their revenue."""

from decimal import Decimal
from typing import Final

from django.db.models import Case, DecimalField, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat

from ..models import Trial, TrialSum

PARTNER, SYMBOL, MONTH, ALL = "partner", "symbol", "month", "all"
DIMENSIONS: Final = (PARTNER, SYMBOL, MONTH, ALL)
UNKNOWN: Final = "~"  # before a dimension: the part of its sums whose revenue is not known


def trial_sums(trial: Trial) -> QuerySet[TrialSum]:
    """Sums of a trial, the largest `difference` first, with `unknown` deals, `brought`, `margin`.

    The margin is over deals of known revenue; it and what they brought are None where none is.
    """
    part = TrialSum.objects.filter(
        trial=OuterRef("trial"),
        dimension=Concat(Value(UNKNOWN), OuterRef("dimension")),
        key=OuterRef("key"),
        currency=OuterRef("currency"),
    )
    amount = DecimalField(max_digits=28, decimal_places=8)
    return (
        TrialSum.objects.filter(trial=trial, dimension__in=DIMENSIONS)
        .annotate(
            unknown=Coalesce(Subquery(part.values("deals")), 0),
            aside=Coalesce(Subquery(part.values("drafted")), Decimal(0), output_field=amount),
            difference=F("drafted") - F("accrued"),
        )
        .annotate(
            brought=Case(When(unknown__lt=F("deals"), then=F("revenue")), output_field=amount),
            margin=Case(
                When(unknown__lt=F("deals"), then=F("revenue") - F("drafted") + F("aside")),
                output_field=amount,
            ),
        )
        .order_by("-difference", "key")
    )
