"""Group masks: a comma list, `*` for anything, `!` to exclude. Case does not matter."""

from collections.abc import Iterable
from fnmatch import fnmatchcase


def matches(masks: str, group: str) -> bool:
    """Whether a group fits masks such as `demo*,!demo\\test*`; an exclusion wins."""
    name, fits = group.lower(), False
    for mask in (part.strip().lower() for part in masks.split(",")):
        excluded = mask.startswith("!")
        pattern = mask.removeprefix("!").replace("[", "[[]").replace("?", "[?]")
        if pattern and fnmatchcase(name, pattern):
            if excluded:
                return False
            fits = True
    return fits


def overlap(one: str, other: str, groups: Iterable[str] = ()) -> bool:
    """Whether two masks follow a group in common: a known one, or one that could be made."""
    first, second = _parts(one), _parts(other)
    if first == second or {"*"} in (first, second):
        return True
    samples = (part.replace("*", "") for part in first | second if not part.startswith("!"))
    return any(matches(one, name) and matches(other, name) for name in (*groups, *samples))


def _parts(masks: str) -> set[str]:
    return {part.strip().lower() for part in masks.split(",")} - {""}
