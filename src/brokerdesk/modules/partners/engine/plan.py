"""A plan's body, read strictly: unknown, missing and wrongly typed keys are named."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _

_DECIMAL = re.compile(r"^\d{1,12}(\.\d{1,8})?$")
_KEYS = frozenset({"distribution", "levels", "rules", "max_total"})
_RULE_KEYS = frozenset({"basis", "value", "symbol", "charge_on"})
MAX_LEVELS = 20


class PlanError(ValueError):
    """The body does not describe a plan; `key` names the culprit."""

    def __init__(self, key: str, fault: str, **params: object) -> None:
        super().__init__(Marked("%(key)s: %(fault)s", key=key, fault=Marked(fault, **params)))
        self.key = key


@dataclass(frozen=True, slots=True)
class LotRule:
    """A rule of basis lot: it matches every symbol, or one."""

    position: int
    value: Decimal
    symbol: str | None


@dataclass(frozen=True, slots=True)
class LevelPlan:
    """Money per lot by distance from the client (partners.md §5 A).

    levels[0] is the direct partner's rate. `rules` decide which deals count; the most specific
    matching rule is named in the derivation.
    """

    levels: tuple[Decimal, ...]
    rules: tuple[LotRule, ...]
    max_total: Decimal | None

    def rule_for(self, symbol: str) -> LotRule | None:
        """The most specific rule for a symbol."""
        general = None
        for rule in self.rules:
            if rule.symbol == symbol:
                return rule
            if rule.symbol is None:
                general = rule
        return general


def _decimal(key: str, value: object) -> Decimal:
    if not isinstance(value, str) or not _DECIMAL.match(value):
        raise PlanError(key, _("give a decimal string such as 3.50, not negative"))
    return Decimal(value)


def _only(key: str, body: Mapping[str, object], allowed: frozenset[str]) -> None:
    for name in body:
        if name not in allowed:
            raise PlanError(f"{key}{name}", _("unknown key"))


def _rule(position: int, body: object) -> LotRule:
    key = f"rules[{position}]"
    if not isinstance(body, Mapping):
        raise PlanError(key, _("a rule is an object"))
    _only(f"{key}.", body, _RULE_KEYS)
    if body.get("basis") != "lot":
        raise PlanError(f"{key}.basis", _("only %(offered)s is offered"), offered="lot")
    if body.get("charge_on", "close") != "close":
        raise PlanError(f"{key}.charge_on", _("only %(offered)s is offered"), offered="close")
    symbol = body.get("symbol")
    if symbol is not None and not (isinstance(symbol, str) and symbol):
        raise PlanError(f"{key}.symbol", _("give a symbol or null"))
    value = _decimal(f"{key}.value", body.get("value", "1"))
    return LotRule(position, value, symbol)


def parse_plan(body: Mapping[str, object]) -> LevelPlan:
    """Read a plan's body.

    Raises:
        PlanError: a key is unknown, missing or wrong, two rules have one scope, or the levels
            sum to more than `max_total`.
    """
    _only("", body, _KEYS)
    if body.get("distribution") != "level":
        raise PlanError("distribution", _("only %(offered)s is offered"), offered="level")
    raw_levels, raw_rules = body.get("levels"), body.get("rules")
    if not isinstance(raw_levels, list) or not 1 <= len(raw_levels) <= MAX_LEVELS:
        raise PlanError("levels", _("give 1 to %(most)s rates"), most=MAX_LEVELS)
    if not isinstance(raw_rules, list) or not raw_rules:
        raise PlanError("rules", _("give at least one rule"))
    levels = tuple(_decimal(f"levels[{n}]", value) for n, value in enumerate(raw_levels))
    rules = tuple(_rule(n, rule) for n, rule in enumerate(raw_rules))
    scopes = [rule.symbol for rule in rules]
    for n, scope in enumerate(scopes):
        if scope in scopes[:n]:
            raise PlanError(f"rules[{n}]", _("another rule has the same scope"))
    most = body.get("max_total")
    limit = None if most is None else _decimal("max_total", most)
    if limit is not None and sum(levels) > limit:
        raise PlanError("max_total", _("the levels sum to %(total)s per lot"), total=sum(levels))
    return LevelPlan(levels, rules, limit)
