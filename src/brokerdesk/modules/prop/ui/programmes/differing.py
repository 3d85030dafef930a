"""What one version of a programme says differently than the one before."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from ...engine.programme import RuleName
from . import words


class Difference(NamedTuple):
    """One place, before and after."""

    place: str
    before: str
    after: str


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """All that differs between two documents, or two terms, every default written out."""
    one, other = dict(_leaves("", before)), dict(_leaves("", after))
    places = [*one, *(place for place in other if place not in one)]
    return [
        Difference(place, one.get(place, ""), other.get(place, ""))
        for place in places
        if one.get(place, "") != other.get(place, "")
    ]


def _leaves(path: str, value: Any) -> Iterator[tuple[str, str]]:
    """Places by the names of phases and rules, and what stands there."""
    if isinstance(value, Mapping):
        for key, below in value.items():
            inner = path if _rows(below) else f"{path} › {key}" if path else key
            yield from _leaves(inner, below)
    elif _rows(value):
        for n, below in enumerate(value):
            name = _named(below, n)
            yield from _leaves(f"{path} › {name}" if path else name, below)
    elif value is not None and value != []:
        yield path, _said(", ".join(map(str, value)) if isinstance(value, list) else value)


def _rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)


def _named(row: Mapping[str, Any], n: int) -> str:
    rule = row.get("rule")
    if rule in set(RuleName):
        return str(words.RULES[RuleName(str(rule))])
    return str(row.get("name", n + 1))


def _said(value: object) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return str(value)
