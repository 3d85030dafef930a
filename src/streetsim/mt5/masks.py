"""Group masks: a comma list where '*' stands for anything and '!' excludes."""

import re
from functools import lru_cache


def normal_group(name: str) -> str:
    """Undo doubled backslashes, which some clients send: no group name has two in a row."""
    return re.sub(r"\\+", r"\\", name)


@lru_cache(maxsize=256)
def _pattern(mask: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in mask.split("*")), re.IGNORECASE)


def matches(mask: str, name: str) -> bool:
    """Tell whether a name passes the mask: some part includes it and no part excludes it."""
    included = False
    for part in (item.strip() for item in normal_group(mask).split(",")):
        if part.startswith("!"):
            if _pattern(part[1:]).fullmatch(name):
                return False
        elif part and _pattern(part).fullmatch(name):
            included = True
    return included
