"""The rules: what looks like abuse among a brand's partners in the days looked at."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from brokerdesk.modules.clients.queries import clients_by_pk
from brokerdesk.modules.trading.queries import deals_by_pk

from ...engine import NoRate, Plan, Rates, parse_plan
from ...models import PlanVersion
from ...queries import abuse
from ...queries.abuse import Span
from ...queries.rates import RateBook, RateTable
from ...types import AbuseRule
from ..programme.rules import AbuseRules
from ..programme.settings import programme_of
from ..trials.revenue import Revenues
from .opening import Finding

PART = 2000
_EVER = datetime(2000, 1, 1, tzinfo=UTC)
Sums = dict[tuple[int, str], Decimal]


def found_in(brand_pk: int, *, at: datetime) -> list[Finding]:
    """What the rules that are on find."""
    rules = programme_of(brand_pk, at).abuse
    span = Span(brand_pk, at - timedelta(days=rules.days), at)
    return [finding for _on, find in _RULES if _on(rules) for finding in find(span, rules)]


def found_of_newcomer(brand_pk: int, client_pk: int, *, at: datetime) -> list[Finding]:
    """Whether a client who has just got a partner seems to be that partner."""
    rules = programme_of(brand_pk, at).abuse
    span = Span(brand_pk, at, at)
    return list(_same_persons(span, rules, client_pk)) if rules.self_referral else []


def _same_persons(span: Span, rules: AbuseRules, client_pk: int | None = None) -> Iterator[Finding]:
    for row in abuse.same_persons(span, client_pk):
        yield Finding(
            rule=AbuseRule.SELF_REFERRAL,
            partner_pk=row.partner_pk,
            client_pk=row.client_pk,
            evidence={"shared": row.shared},
            hold=True,
            bar=rules.self_referral_zero,
        )


def _hedges(span: Span, rules: AbuseRules) -> Iterator[Finding]:
    rows = abuse.hedges(
        span,
        within_s=rules.hedge_within_s,
        ratio=rules.hedge_volume_ratio,
        times=rules.hedge_times,
    )
    ids = clients_by_pk({pk for row in rows for pk in (row.client_pk, row.other_pk)})
    for row in rows:
        for partner_pk, client_pk, other_pk in (
            (row.partner_pk, row.client_pk, row.other_pk),
            (row.other_partner_pk, row.other_pk, row.client_pk),
        ):
            other = ids[other_pk].public_id
            yield Finding(
                rule=AbuseRule.HEDGE,
                partner_pk=partner_pk,
                client_pk=client_pk,
                about=other,
                evidence={"other": other, "times": row.times, "tickets": row.tickets},
                hold=rules.hedge_hold,
            )


def _churn(span: Span, rules: AbuseRules) -> Iterator[Finding]:
    evidence: dict[int, dict[str, object]] = defaultdict(dict)
    for day in abuse.quick_days(span, trades=rules.churn_trades, held_s=rules.churn_held_s):
        evidence[day.client_pk] = {
            "day": day.day, "trades": day.trades, "median_s": int(day.median_s),
        }  # fmt: skip
    earned = abuse.commission_by_client(span)
    money = abuse.money_of(Span(span.brand_pk, _EVER, span.at), {row[0] for row in earned})
    worth = _Worth(span.brand_pk)
    for client_pk, currency, commission in earned:
        net = worth.net(money.get(client_pk, {}), currency)
        if net is not None and commission > rules.churn_ratio * max(net, Decimal(0)):
            evidence[client_pk] |= {
                "commission": commission, "net_deposit": net, "currency": currency,
            }  # fmt: skip
    yield from _of_clients(AbuseRule.CHURN, evidence, span, hold=rules.churn_hold)


def _of_clients(
    rule: AbuseRule, evidence: dict[int, dict[str, object]], span: Span, *, hold: bool
) -> Iterator[Finding]:
    """A finding for each client, about the month in which it was made."""
    partners = abuse.direct_partners(evidence, span.at)
    for client_pk, found in sorted(evidence.items()):
        if client_pk in partners:
            yield Finding(
                rule=rule,
                partner_pk=partners[client_pk],
                client_pk=client_pk,
                about=f"{span.at:%Y-%m}",
                evidence=found,
                hold=hold,
            )


class _Worth:
    """What amounts are worth in another currency, by the rates of now."""

    def __init__(self, brand_pk: int) -> None:
        self._rates = Rates(RateTable(RateBook(), brand_pk, 0, {}))

    def net(self, money: dict[str, tuple[Decimal, Decimal]], currency: str) -> Decimal | None:
        """Paid in less paid out; None where nothing was paid in, or a rate is not known."""
        if not any(paid_in for paid_in, _paid_out in money.values()):
            return None
        total = Decimal(0)
        try:
            for known, (paid_in, paid_out) in money.items():
                total += self._rates.convert(paid_in - paid_out, known, currency)[0]
        except NoRate:
            return None
        return total


def _above_revenue(span: Span, rules: AbuseRules) -> Iterator[Finding]:
    paid, revenue, unknown = _paid_and_brought(span)
    evidence = {
        client_pk: {"commission": amount, "revenue": revenue[client_pk, currency],
                    "currency": currency}
        for (client_pk, currency), amount in paid.items()
        if client_pk not in unknown and amount > revenue[client_pk, currency]
    }  # fmt: skip
    yield from _of_clients(
        AbuseRule.ABOVE_REVENUE, dict(evidence), span, hold=rules.above_revenue_hold
    )


def _paid_and_brought(span: Span) -> tuple[Sums, Sums, set[int]]:
    """By client and currency what deals gave partners and brought; clients with unknown revenue."""
    rows = abuse.commission_by_deal(span)
    paid: Sums = defaultdict(Decimal)
    revenue: Sums = defaultdict(Decimal)
    unknown: set[int] = set()
    plans: dict[str, Plan] = {}
    for start in range(0, len(rows), PART):
        part = rows[start : start + PART]
        deals = {deal.pk: deal for deal in deals_by_pk([row[0] for row in part])}
        rates = RateBook.of(deals)
        measured: dict[str, Revenues] = {}
        for deal_pk, client_pk, currency, amount, version_pk in part:
            paid[client_pk, currency] += amount
            if currency not in plans and version_pk is not None:
                body = PlanVersion.objects.values_list("body", flat=True).get(pk=version_pk)
                plans[currency] = parse_plan(body, currency=currency)
            if currency not in measured and currency in plans:
                measured[currency] = Revenues(list(deals.values()), plans[currency], rates)
            brought = measured[currency].of(deals[deal_pk]) if currency in measured else None
            if brought is None:
                unknown.add(client_pk)
            else:
                revenue[client_pk, currency] += brought
    return paid, revenue, unknown


def _quick_outs(span: Span, rules: AbuseRules) -> Iterator[Finding]:
    rows = abuse.quick_outs(span, days=rules.quick_out_days, ratio=rules.quick_out_ratio)
    partners = abuse.direct_partners([row.client_pk for row in rows], span.at)
    for row in rows:
        yield Finding(
            rule=AbuseRule.QUICK_OUT,
            partner_pk=partners[row.client_pk],
            client_pk=row.client_pk,
            about=row.currency,
            evidence={
                "paid_in": row.paid_in, "paid_out": row.paid_out, "currency": row.currency,
                "first_at": row.first_at,
            },
            hold=rules.quick_out_hold,
        )  # fmt: skip


def _farms(span: Span, rules: AbuseRules) -> Iterator[Finding]:
    for row in abuse.farms(span, least=rules.farm_registrations):
        yield Finding(
            rule=AbuseRule.FARM,
            partner_pk=row.partner_pk,
            about=f"{row.day}:{row.origin[:16]}",
            evidence={
                "day": row.day, "registrations": row.registrations, "clients": row.client_ids,
            },
            hold=rules.farm_hold,
        )  # fmt: skip


_Find = Callable[[Span, AbuseRules], Iterator[Finding]]
_RULES: tuple[tuple[Callable[[AbuseRules], bool], _Find], ...] = (
    (lambda rules: rules.self_referral, _same_persons),
    (lambda rules: rules.hedge, _hedges),
    (lambda rules: rules.churn, _churn),
    (lambda rules: rules.above_revenue, _above_revenue),
    (lambda rules: rules.quick_out, _quick_outs),
    (lambda rules: rules.farm, _farms),
)
