"""How a brand's plans see symbols and platform groups: masks with a value each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import TypeVar

from brokerdesk.kit.masks import matches, overlap
from brokerdesk.kit.texts import noop as _

from .engine import PlanError
from .engine.reading import Fields

_KEYS = ("groups", "pips", "lot_modifiers", "account_types", "markups", "spreads")
Numbers = Mapping[str, Decimal]
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class SymbolRules:
    """A symbol book, read and checked. Of masks that fit, the longest one's value holds."""

    groups: Mapping[str, tuple[str, ...]]
    pips: Numbers
    lot_modifiers: Numbers
    account_types: Mapping[str, str]
    markups: Mapping[str, Numbers]
    spreads: Numbers

    def group(self, symbol: str) -> str:
        """The symbol group of a symbol; empty when it is in none."""
        for name, masks in self.groups.items():
            if matches(",".join(masks), symbol):
                return name
        return ""

    def pip(self, symbol: str) -> Decimal | None:
        """The size of a symbol's pip, where the book says it."""
        return _fitting(self.pips, symbol)

    def lot_modifier(self, platform_group: str) -> Decimal:
        """What the lots of a platform group count."""
        found = _fitting(self.lot_modifiers, platform_group)
        return Decimal(1) if found is None else found

    def account_type(self, platform_group: str) -> str:
        """The account type of a platform group; empty when it has none."""
        return _fitting(self.account_types, platform_group) or ""

    def markup(self, platform_group: str, symbol: str) -> Decimal:
        """The markup in points that a platform group pays on a symbol."""
        numbers = _fitting(self.markups, platform_group)
        return Decimal(0) if numbers is None else _fitting(numbers, symbol) or Decimal(0)

    def spread(self, symbol: str) -> Decimal:
        """The spread in points that counts for a symbol."""
        return _fitting(self.spreads, symbol) or Decimal(0)


NO_RULES = SymbolRules({}, {}, {}, {}, {}, {})


def _fitting(table: Mapping[str, _Value], name: str) -> _Value | None:
    fitting = [masks for masks in table if matches(masks, name)]
    return table[max(fitting, key=lambda masks: (len(masks), masks))] if fitting else None


def read_symbol_rules(body: Mapping[str, object], known: Iterable[str] = ()) -> SymbolRules:
    """Read a symbol book; `known` are symbols that may stand in one group only.

    Raises:
        PlanError: a key is unknown or wrong, or a symbol is, or could be, in two groups.
    """
    fields = Fields("", body, PlanError, short=True)
    fields.only(_KEYS)
    rules = SymbolRules(
        groups=_groups(fields),
        pips=_numbers(fields, "pips"),
        lot_modifiers=_numbers(fields, "lot_modifiers"),
        account_types=_names(fields),
        markups=_markups(fields),
        spreads=_numbers(fields, "spreads"),
    )
    _check_groups(rules.groups, list(known))
    return rules


def _groups(fields: Fields) -> dict[str, tuple[str, ...]]:
    inner = fields.maybe("groups", fields.inner)
    if inner is None:
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for name in inner.body:
        listed = inner.listed(name)
        masks = tuple(mask for mask in listed if isinstance(mask, str) and mask.strip())
        if not masks or len(masks) < len(listed):
            raise fields.error(inner.key(name), _("give a list of masks such as EUR*"))
        found[name] = masks
    return found


def _numbers(fields: Fields, name: str) -> dict[str, Decimal]:
    inner = fields.maybe(name, fields.inner)
    return {} if inner is None else {masks: inner.decimal(masks) for masks in inner.body}


def _names(fields: Fields) -> dict[str, str]:
    inner = fields.maybe("account_types", fields.inner)
    return {} if inner is None else {masks: inner.text(masks) for masks in inner.body}


def _markups(fields: Fields) -> dict[str, dict[str, Decimal]]:
    inner = fields.maybe("markups", fields.inner)
    return {} if inner is None else {masks: _numbers(inner, masks) for masks in inner.body}


def _check_groups(groups: Mapping[str, tuple[str, ...]], known: list[str]) -> None:
    for (one, first), (other, second) in combinations(groups.items(), 2):
        for symbol in known:
            if matches(",".join(first), symbol) and matches(",".join(second), symbol):
                raise PlanError(f"groups.{other}", _("%(symbol)s is in %(group)s too"),
                                symbol=symbol, group=one)  # fmt: skip
        if overlap(",".join(first), ",".join(second)):
            raise PlanError(f"groups.{other}", _("a symbol could be in %(group)s too"), group=one)
