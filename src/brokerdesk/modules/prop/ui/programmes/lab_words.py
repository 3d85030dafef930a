"""The laboratory's codes in words."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from ...engine.programme import RuleName
from ...lab.kinds import Fate, Limit
from . import words

FATES: Final[Mapping[str, Any]] = {
    Fate.GAVE_UP: _("Gave up"),
    Fate.FAILED: _("Failed"),
    Fate.EXPIRED: _("Expired"),
    Fate.PASSED: _("Passed"),
    Fate.FUNDED: _("Still funded"),
}
LIMITS: Final[Mapping[Limit, Any]] = {
    Limit.FLOATING_UNKNOWN: _("only closed results are known, open ones in between are not"),
    Limit.OTHER_SIZE: _("judged on the size of the first deposit"),
    Limit.OTHER_RULES_THEN: _(
        "other rules held then: between the equities that were kept, crossings are not known"
    ),
    Limit.NOT_TO_ITS_END: _("the account ended then, and what would have followed is not known"),
    Limit.OPEN_BEFORE: _("it had trades before its first deposit"),
    Limit.NO_NEWS: _("without a calendar of releases"),
}
ARCHETYPES: Final[Mapping[str, Any]] = {
    "beginner": _("Beginner"),
    "gambler": _("Gambler"),
    "steady": _("Steady"),
    "skilled": _("Skilled"),
    "scalper": _("Scalper"),
}


def spoken(rule: str) -> str:
    """A rule's name in words; nothing for none."""
    return str(words.RULES[RuleName(rule)]) if rule else ""
