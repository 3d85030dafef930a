"""In which currencies partners have, or can have, something payable."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from ..models import Earning, Partner, Plan


def currencies_of(partner: Partner) -> list[str]:
    """The currencies of his brand's plans, and those in which he earned without a deal."""
    return payable_currencies([partner.pk], partner.brand_id)[partner.pk]


def payable_currencies(partner_pks: Iterable[int], brand_pk: int) -> Mapping[int, list[str]]:
    """The same for some partners of a brand, asked for together."""
    pks = list(partner_pks)
    plans = Plan.objects.filter(brand_id=brand_pk).order_by("currency")
    by_plan = set(plans.values_list("currency", flat=True).distinct())
    own: dict[int, set[str]] = defaultdict(set)
    earned = Earning.objects.filter(partner_id__in=pks).order_by()
    for pk, currency in earned.values_list("partner_id", "currency").distinct():
        own[pk].add(currency)
    shared = sorted(by_plan)
    return {pk: sorted(by_plan | own[pk]) if pk in own else shared for pk in pks}
