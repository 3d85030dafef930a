"""Programme documents cut to one phase, and fitted to another size."""

import json
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from brokerdesk.kit.exact import plain

from .engine import Programme, read_programme

_SCALE = 8
_MONEY = ("money", "floor_at")


def programme_of(document: Mapping[str, Any]) -> Programme:
    """Read a stored document.

    Raises:
        CaseError: it is no programme.
    """
    return read_programme(json.dumps(document).encode())


def stage_document(
    document: Mapping[str, Any], phase: int, initial: Decimal | None = None
) -> dict[str, Any]:
    """The programme with one of its phases alone, on an account of another size if one is given.

    Amounts of money are fitted to the size; percentages and lots stay as they are.
    """
    chosen = document["phases"][phase]
    given = Decimal(str(document["initial_balance"]))
    found = {name: value for name, value in document.items() if name != "started_at"}
    if initial is None or initial == given:
        return found | {"phases": [chosen]}
    ratio = Fraction(initial) / Fraction(given)
    return found | {"initial_balance": plain(initial), "phases": [_fitted(chosen, ratio)]}


def with_more_days(document: Mapping[str, Any], days: int) -> dict[str, Any]:
    """A stage's document whose limit of days is raised.

    Raises:
        ValueError: it has no such limit.
    """
    (phase,) = document["phases"]
    rules = [
        rule | {"days": rule["days"] + days} if rule["rule"] == "max_days" else rule
        for rule in phase["rules"]
    ]
    if rules == phase["rules"]:
        raise ValueError("the phase has no limit of days")
    return {**document, "phases": [{**phase, "rules": rules}]}


def _sized(amount: str, ratio: Fraction) -> str:
    """An amount at another size, to 8 decimals, half up."""
    exact = Fraction(amount) * ratio * 10**_SCALE
    return plain(Decimal(int(exact + Fraction(1, 2))).scaleb(-_SCALE))


def _fitted(value: Any, ratio: Fraction) -> Any:
    if isinstance(value, Mapping):
        return {
            name: _sized(one, ratio)
            if name in _MONEY and isinstance(one, str)
            else _fitted(one, ratio)
            for name, one in value.items()
        }
    if isinstance(value, list):
        return [_fitted(one, ratio) for one in value]
    return value
