"""The gate's settings as they stand, read anew every few seconds."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fnmatch import fnmatchcase

from ...engine import QuotePolicy
from ...models import QuoteRule, SymbolStop
from ...types import Key

DEFAULT = QuotePolicy()


@dataclass(frozen=True, slots=True)
class _Rule:
    server_pk: int | None
    mask: str
    policy: QuotePolicy


class Gate:
    """Which quotes are believed, by the first rule that matches, and what stands still."""

    def __init__(self) -> None:
        self._rules: list[_Rule] = []
        self._stops: set[tuple[int | None, str]] = set()
        self._policies: dict[Key, QuotePolicy] = {}

    def load(self) -> None:
        """Read rules and stops."""
        rules = [
            _Rule(row.server_id, row.mask, policy_of(row))
            for row in QuoteRule.objects.order_by("sort", "pk")
        ]
        if rules != self._rules:
            self._rules, self._policies = rules, {}
        stops = SymbolStop.objects.filter(lifted_at__isnull=True)
        self._stops = set(stops.values_list("server_id", "symbol"))

    def policy(self, key: Key) -> QuotePolicy:
        """What is believed of a symbol."""
        found = self._policies.get(key)
        if found is None:
            found = self._policies[key] = next(
                (
                    rule.policy
                    for rule in self._rules
                    if rule.server_pk in {None, key[0]} and fnmatchcase(key[1], rule.mask)
                ),
                DEFAULT,
            )
        return found

    def stopped(self, key: Key) -> bool:
        """Whether a person ordered that prices of a symbol decide nothing."""
        return bool(self._stops) and (
            key in self._stops
            or (None, key[1]) in self._stops
            or (key[0], "*") in self._stops
            or (None, "*") in self._stops
        )

    def is_old(self, key: Key, heard_at: datetime | None, at: datetime) -> bool:
        """Whether a server was silent for so long that its prices say nothing about now."""
        return heard_at is None or at - heard_at > self.policy(key).max_age


def policy_of(row: QuoteRule) -> QuotePolicy:
    """A stored rule as the gate applies it."""
    return QuotePolicy(
        max_age=timedelta(seconds=row.max_age_s),
        max_ahead=timedelta(seconds=row.max_ahead_s),
        max_spread=Decimal(row.max_spread),
        max_jump=Decimal(row.max_jump),
        jump_within=timedelta(seconds=row.jump_within_s),
        trades_weekends=row.trades_weekends,
    )
