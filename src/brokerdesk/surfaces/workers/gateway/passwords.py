"""Throw-away passwords for new accounts: used once on the wire, kept nowhere."""

import secrets
import string

LENGTH = 14
_CLASSES = (string.ascii_lowercase, string.ascii_uppercase, string.digits, "#!$%*+-")


def throw_away() -> str:
    """Make a password with every character class that platforms ask for, 14 characters."""
    picked = [secrets.choice(alphabet) for alphabet in _CLASSES]
    everything = "".join(_CLASSES)
    picked += [secrets.choice(everything) for _ in range(LENGTH - len(picked))]
    secrets.SystemRandom().shuffle(picked)
    return "".join(picked)
