"""Rules of a plan, found by scope; the most specific wins."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Basis(StrEnum):
    """What one trade is worth (partners.md §2)."""

    LOT = "lot"
    COMMISSION = "commission"
    SPREAD = "spread"
    PIP = "pip"
    MARKUP = "markup"
    TURNOVER = "turnover_per_million"
    PROFIT = "profit"
    POINTS = "points"


class ChargeOn(StrEnum):
    """Which side of a trade earns."""

    CLOSE = "close"
    OPEN = "open"
    BOTH = "both"


Scope = tuple[str | None, str | None, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """What a scope pays; `position` is its place in the plan, from 0. None: whichever."""

    position: int
    basis: Basis
    value: Decimal
    symbol: str | None = None
    symbol_group: str | None = None
    account_type: str | None = None
    partner: str | None = None
    charge_on: ChargeOn = ChargeOn.CLOSE

    @property
    def scope(self) -> Scope:
        return (self.partner, self.account_type, self.symbol, self.symbol_group)


class RuleIndex:
    """Rules by scope. Naming the partner outranks the account type, then symbol, then group."""

    __slots__ = ("_best", "_by_scope", "_named", "rules")

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self._by_scope = {rule.scope: rule for rule in rules}
        self._named = frozenset(rule.partner for rule in rules)
        self._best: dict[tuple[str, str, str], Rule | None] = {}

    def best(self, symbol: str, group: str, account_type: str) -> Rule | None:
        """The most specific rule that names no partner."""
        key = (symbol, group, account_type)
        if key not in self._best:
            self._best[key] = self._first(None, symbol, group, account_type)
        return self._best[key]

    def best_for(self, partner: str, symbol: str, group: str, account_type: str) -> Rule | None:
        """The most specific rule among those that name the partner or none."""
        found = None
        if partner in self._named:
            found = self._first(partner, symbol, group, account_type)
        return found or self.best(symbol, group, account_type)

    def _first(
        self, partner: str | None, symbol: str, group: str, account_type: str
    ) -> Rule | None:
        scopes = _scopes(partner, symbol, group, account_type)
        return next((self._by_scope[s] for s in scopes if s in self._by_scope), None)


def _scopes(partner: str | None, symbol: str, group: str, account_type: str) -> Iterator[Scope]:
    """Scopes that match a deal, the most specific first."""
    for account in (account_type, None):
        yield (partner, account, symbol, None)
        yield (partner, account, None, group)
        yield (partner, account, None, None)
