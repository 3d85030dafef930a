"""Changes a document at named places: `phases[0].max_daily_loss.amount.percent`."""

import re
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

_PLACE = re.compile(r"phases\[(\d+)\]\.([a-z_]+)((?:\.[a-z_]+)*)")


def changed(document: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """A document with other values at some places; None takes a rule or key away.

    Raises:
        KeyError: a place has no such phase, or leads through what is not there.
    """
    found = deepcopy(dict(document))
    for place, value in changes.items():
        match = _PLACE.fullmatch(place)
        if match is None or int(match[1]) >= len(found["phases"]):
            raise KeyError(place)
        rules = found["phases"][int(match[1])]["rules"]
        keys = match[3].split(".")[1:]
        if keys:
            _set(_rule(rules, match[2]), keys, value)
        else:
            _put(rules, match[2], value)
    return found


def _rule(rules: list[dict[str, Any]], name: str) -> dict[str, Any]:
    for rule in rules:
        if rule["rule"] == name:
            return rule
    raise KeyError(name)


def _put(rules: list[dict[str, Any]], name: str, value: Mapping[str, Any] | None) -> None:
    """Put a whole rule where it stands, at the end, or nowhere."""
    place = next((n for n, rule in enumerate(rules) if rule["rule"] == name), len(rules))
    rules[place : place + 1] = [] if value is None else [{"rule": name, **value}]


def _set(rule: dict[str, Any], keys: list[str], value: Any) -> None:
    *path, last = keys
    for key in path:
        rule = rule[key]
    if value is None:
        rule.pop(last, None)
    else:
        rule[last] = value
