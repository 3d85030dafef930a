"""What one version of a programme says differently than the one before."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

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
    if isinstance(value, Mapping):
        for key, below in value.items():
            yield from _leaves(f"{path} › {key}" if path else key, below)
    elif isinstance(value, list) and value and isinstance(value[0], Mapping):
        for n, below in enumerate(value):
            yield from _leaves(f"{path} › {_named(below, n)}", below)
    elif value is not None:
        text = ", ".join(map(str, value)) if isinstance(value, list) else value
        yield path, _said(text)


def _named(row: Mapping[str, Any], n: int) -> str:
    rule = row.get("rule")
    if rule in words.RULES:
        return str(words.RULES[rule])
    return str(row.get("name", n + 1))


def _said(value: object) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return str(value)
