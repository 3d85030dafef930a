"""The commercial half of a programme's version: fee, payouts, reviews, second chances, growth.

Pure. `read_terms` refuses what it does not know; `terms_json` writes every default out; `check`
names what cannot be meant together with the programme's rules.
"""

from .checking import check
from .reading import read_terms
from .schedule import due_on
from .types import (
    BreachPolicy,
    CycleKind,
    Extension,
    Fee,
    FirstPayout,
    IdentityWhen,
    Retry,
    ReviewWhen,
    StartsFrom,
    Terms,
    terms_json,
)

__all__ = [
    "BreachPolicy",
    "CycleKind",
    "Extension",
    "Fee",
    "FirstPayout",
    "IdentityWhen",
    "Retry",
    "ReviewWhen",
    "StartsFrom",
    "Terms",
    "check",
    "due_on",
    "read_terms",
    "terms_json",
]
