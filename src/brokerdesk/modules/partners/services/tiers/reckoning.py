"""What a period's volume is worth, and how that came about."""

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from ...engine.numbers import ZERO, add, mul, plain
from ...engine.tiers import TierMode, tiered
from ...models import PlanVersion
from ...queries.volumes import Bucket, Span, tier_buckets
from .body import TierMeasure, TierRules
from .periods import Period


class Slice(NamedTuple):
    """Lots that one rate is paid for: of the tier from a border to the next (None: open)."""

    low: Decimal
    high: Decimal | None
    lots: Decimal
    rate: Decimal
    amount: Decimal


class Reckoned(NamedTuple):
    """A partner's period: lots, deals, the rate reached and what all of it pays."""

    volume: Decimal
    deals: int
    rate: Decimal
    slices: list[Slice]
    amount: Decimal
    following: Decimal | None


def reckon(rules: TierRules, buckets: Collection[Bucket]) -> Reckoned:
    """Pay a partner's lots, told by the tier reached before each deal."""
    volume, deals = ZERO, 0
    for bucket in buckets:
        volume, deals = add(volume, bucket.lots), deals + bucket.deals
    slices = list(_slices(rules, volume, {bucket.tier: bucket.lots for bucket in buckets}))
    if rules.mode is TierMode.PROSPECTIVE:
        amount = ZERO
        for part in slices:
            amount = add(amount, part.amount)
    else:
        amount = tiered(rules.mode, rules.tiers, [volume])
    above = [border for border in rules.tiers.borders if border > volume]
    rate = rules.tiers.rate(volume)
    return Reckoned(volume, deals, rate, slices, amount, above[0] if above else None)


def _slices(rules: TierRules, volume: Decimal, traded: Mapping[int, Decimal]) -> Iterator[Slice]:
    """The lots of each rate. Retroactive: all are of the tier reached."""
    borders = rules.tiers.borders
    highs: list[Decimal | None] = [*borders[1:], None]
    reached = sum(border <= volume for border in borders)
    for n, (low, high, rate) in enumerate(zip(borders, highs, rules.tiers.rates, strict=True), 1):
        if rules.mode is TierMode.PROSPECTIVE:
            lots = traded.get(n, ZERO)
        elif rules.mode is TierMode.RETROACTIVE:
            lots = volume if n == reached else ZERO
        else:
            top = volume if high is None else min(volume, high)
            lots = max(top - low, ZERO)
        if lots:
            yield Slice(low, high, lots, rate, mul(lots, rate))


def reckoned(period: Period, partner_pks: Collection[int]) -> dict[int, Reckoned]:
    """What a period gives partners so far; those without a deal that paid are left out."""
    rules = period.rules
    versions = None
    if rules.plans:
        rows = PlanVersion.objects.filter(
            plan__brand_id=period.brand_pk, plan__name__in=rules.plans
        )
        versions = list(rows.values_list("pk", flat=True))
    span = Span(period.brand_pk, partner_pks, period.since, period.until)
    direct = rules.measure is TierMeasure.LOTS
    found: dict[int, list[Bucket]] = {}
    for bucket in tier_buckets(span, rules.tiers.borders, direct=direct, versions=versions):
        found.setdefault(bucket.partner_pk, []).append(bucket)
    return {pk: reckon(rules, buckets) for pk, buckets in found.items()}


def derivation(period: Period, done: Reckoned) -> dict[str, Any]:
    """How an amount came about, as JSON."""
    rules = period.rules
    return {
        "measure": str(rules.measure),
        "mode": str(rules.mode),
        "plans": list(rules.plans),
        "since": period.since.isoformat(),
        "until": period.until.isoformat(),
        "scheme": period.scheme.pk,
        "volume": plain(done.volume),
        "deals": done.deals,
        "rate": plain(done.rate),
        "slices": [
            {
                "from": plain(part.low),
                "to": None if part.high is None else plain(part.high),
                "lots": plain(part.lots),
                "rate": plain(part.rate),
                "amount": plain(part.amount),
            }
            for part in done.slices
        ],
        "formula": " + ".join(
            f"{plain(part.lots)} lots × {plain(part.rate)} {rules.currency}" for part in done.slices
        ),
    }
