"""Colours and words of states, the same on every page."""

from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString

TONES: dict[str, tuple[str, ...]] = {
    "green": (
        "active", "approved", "completed", "credited", "paid", "verified", "settled", "healthy",
        "ok", "open", "accepted", "matched", "done", "live", "connected", "enabled", "sealed", "up",
    ),
    "yellow": (
        "pending", "requested", "provisioning", "processing", "waiting", "review", "submitted",
        "in_review", "needs_review", "held", "sending", "sent", "created", "unknown", "lagging",
        "in_transit", "awaiting", "started", "second_approval", "new", "ask_again", "uploaded",
        "redirected", "resubmission",
    ),
    "red": (
        "failed", "rejected", "returned", "reversed", "charged_back", "suspended", "closed",
        "error", "down", "expired", "revoked", "breach", "difference", "parked", "restricted",
        "missing", "lost",
    ),
    "azure": ("demo", "lead", "info", "read_only", "registered", "replayed"),
}  # fmt: skip
WORDS = {"redirected": "At the provider", "resubmission": "Asked again"}
_BY_STATE = {state: tone for tone, states in TONES.items() for state in states}


@lru_cache(maxsize=1_024)
def badge(state: str) -> SafeString:
    """A state as a coloured badge with words."""
    return format_html('<span class="badge bg-{}-lt">{}</span>', tone_of(state), words(state))


def tone_of(state: str) -> str:
    """The colour of a state; unknown states are grey."""
    return _BY_STATE.get(state.lower().replace(" ", "_").replace("-", "_"), "secondary")


def words(state: str) -> str:
    """A state's code as words."""
    text = WORDS.get(state) or state.replace("_", " ").strip()
    return text[:1].upper() + text[1:]
