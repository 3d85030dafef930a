"""A plan's body, read strictly."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Final

from brokerdesk.kit.money import UnknownAsset, scale_of
from brokerdesk.kit.texts import noop as _

from .numbers import ONE, plain
from .plan import UTC_ZONE, Distribution, Filters, FundedBy, Plan, Rebate
from .reading import Fields, PlanError
from .rules import Basis, ChargeOn, Rule, RuleIndex

MAX_LEVELS = 20
_KEYS = (
    "time_zone", "distribution", "levels", "slices", "keep", "percent_of_sub", "max_total",
    "rules", "filters", "rebate", "overriding", "same_rank_bonus",
)  # fmt: skip
_RULE_KEYS = (
    "basis", "value", "symbol", "symbol_group", "account_type", "partner", "charge_on",
)  # fmt: skip
_FILTER_KEYS = (
    "min_duration_s", "min_points", "max_spread_points", "cap_per_trade", "cap_per_day",
)  # fmt: skip
_USED: Final = {
    Distribution.LEVEL: "levels",
    Distribution.RATIO: "levels",
    Distribution.RANK_SLICES: "slices",
    Distribution.SPLIT: "keep",
    Distribution.PERCENT_OF_SUB: "percent_of_sub",
}
_LONGEST_S = timedelta.max.days * 86_400


def parse_plan(body: Mapping[str, object], *, currency: str) -> Plan:
    """Read a body as plan versions keep it; a rule without a value has 1.

    Raises:
        PlanError: a key is unknown, missing or wrong, two rules have one scope, or the plan can
            pay more per unit than `max_total` by itself.
    """
    fields = Fields("", body, PlanError, short=True)
    fields.only(_KEYS)
    plan = replace(_plan(fields), currency=currency)
    check_total(plan)
    return plan


def parse_named_plan(fields: Fields) -> Plan:
    """Read the plan of a case: it names itself, and no value may be left out.

    Raises:
        PlanError: as of `parse_plan`, but `max_total` is left to `check_total`.
    """
    fields = replace(fields, error=PlanError)
    fields.only(("name", "version", "currency", *_KEYS))
    fields.text("name")
    fields.text("version")
    return replace(_plan(fields), currency=_currency(fields))


def _currency(fields: Fields) -> str:
    currency = fields.text("currency")
    try:
        scale_of(currency)
    except UnknownAsset:
        raise fields.error(fields.key("currency"), _("give a code such as USD")) from None
    return currency


def check_total(
    plan: Plan, rates: Iterable[Decimal] = (), key: str = "max_total", *, longest: int = 1
) -> None:
    """Refuse a plan that can pay more per unit than it may.

    rates: of all partners. longest: how many partners a chain can have.
    """
    known = list(rates)
    if plan.max_total is not None and plan.exceeds(plan.max_total, known, longest=longest):
        most = plain(plan.most_per_unit(known, longest=longest))
        raise PlanError(key, _("the plan can pay %(total)s per unit"), total=most)


def _plan(fields: Fields) -> Plan:
    distribution = fields.choice("distribution", Distribution)
    needed = _USED.get(distribution)
    if needed:
        fields.required(needed)
        if fields.body[needed] is None:
            raise fields.error(fields.key(needed), _("%(distribution)s needs it"),
                               distribution=str(distribution))  # fmt: skip
    zone = fields.default("time_zone", fields.zone, UTC_ZONE)
    return Plan(
        currency="",
        distribution=distribution,
        levels=_rates(fields, "levels"),
        slices=fields.maybe("slices", lambda name: _slices(fields, name)) or (),
        keep=_rates(fields, "keep", most=ONE),
        percent_of_sub=_percent(fields),
        overriding=_rates(fields, "overriding", most=ONE),
        same_rank_bonus=_same_rank(fields, distribution),
        rules=RuleIndex(_rules(fields)),
        max_total=fields.maybe("max_total", fields.decimal),
        time_zone=zone,
        filters=fields.maybe("filters", lambda name: _filters(fields.inner(name))) or Filters(),
        rebate=fields.maybe("rebate", lambda name: _rebate(fields.inner(name))),
    )


def _rates(fields: Fields, name: str, most: Decimal | None = None) -> tuple[Decimal, ...]:
    """One entry per level."""
    listed = fields.maybe(name, fields.listed)
    if listed is None:
        return ()
    if fields.short and not 1 <= len(listed) <= MAX_LEVELS:
        raise fields.error(fields.key(name), _("give 1 to %(most)s rates"), most=MAX_LEVELS)
    rates = fields.decimals(name)
    for n, rate in enumerate(rates):
        if most is not None and rate > most:
            raise fields.error(f"{fields.key(name)}[{n}]", _("give 1 at most"))
    return rates


def _slices(fields: Fields, name: str) -> tuple[tuple[str, Decimal], ...]:
    """Ranks, lowest first: by name, or as a list where the order of names does not last."""
    if isinstance(fields.body[name], Mapping):
        return fields.named_decimals(name)
    rows = fields.items(name)
    for row in rows:
        row.only(("rank", "value"))
    slices = tuple((row.text("rank"), row.decimal("value")) for row in rows)
    ranks = [rank for rank, _value in slices]
    for n, rank in enumerate(ranks):
        if rank in ranks[:n]:
            raise fields.error(f"{fields.key(name)}[{n}]", _("the rank is named twice"))
    return slices


def _percent(fields: Fields) -> Decimal:
    percent = fields.maybe("percent_of_sub", fields.decimal) or Decimal(0)
    if percent >= 1:
        raise fields.error(fields.key("percent_of_sub"), _("give less than 1"))
    return percent


def _same_rank(fields: Fields, distribution: Distribution) -> Decimal:
    """The share of the one of equal rank below; only rank slices keep anybody out for his rank."""
    share = fields.maybe("same_rank_bonus", fields.decimal)
    if share is None:
        return Decimal(0)
    key = fields.key("same_rank_bonus")
    if distribution is not Distribution.RANK_SLICES:
        raise fields.error(key, _("only rank_slices has it"))
    if share > 1:
        raise fields.error(key, _("give 1 at most"))
    return share


def _rules(fields: Fields) -> list[Rule]:
    rows = fields.items("rules")
    if fields.short and not rows:
        raise fields.error(fields.key("rules"), _("give at least one rule"))
    rules = [_rule(position, row) for position, row in enumerate(rows)]
    scopes = [rule.scope for rule in rules]
    known: set[object] = set()
    for n, scope in enumerate(scopes):
        if scope in known:
            raise fields.error(rows[n].path, _("another rule has the same scope"))
        known.add(scope)
    return rules


def _rule(position: int, row: Fields) -> Rule:
    row.only(_RULE_KEYS)
    rule = Rule(
        position,
        row.choice("basis", Basis),
        row.default("value", row.decimal, ONE) if row.short else row.decimal("value"),
        row.maybe("symbol", row.text),
        row.maybe("symbol_group", row.text),
        row.maybe("account_type", row.text),
        row.maybe("partner", row.text),
        row.default("charge_on", lambda name: row.choice(name, ChargeOn), ChargeOn.CLOSE),
    )
    if rule.symbol is not None and rule.symbol_group is not None:
        raise row.error(row.key("symbol_group"), _("name a symbol or a group, not both"))
    return rule


def _filters(fields: Fields) -> Filters:
    fields.only(_FILTER_KEYS)
    seconds = fields.maybe("min_duration_s", fields.whole)
    return Filters(
        timedelta(seconds=min(seconds, _LONGEST_S)) if seconds else None,
        fields.maybe("min_points", fields.whole) or None,
        fields.maybe("max_spread_points", fields.decimal),
        fields.maybe("cap_per_trade", fields.decimal),
        fields.maybe("cap_per_day", fields.decimal),
    )


def _rebate(fields: Fields) -> Rebate:
    fields.only(("share", "funded_by"))
    share = fields.decimal("share")
    if share > 1:
        raise fields.error(fields.key("share"), _("give 1 at most"))
    return Rebate(share, fields.choice("funded_by", FundedBy))
