"""Group masks: a comma list, `*` for anything, `!` to exclude. Case does not matter."""

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
