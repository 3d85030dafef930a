"""Colours and words of states, the same on every page."""

from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from brokerdesk.core.words import words

TONES: dict[str, tuple[str, ...]] = {
    "green": (
        "active", "approved", "completed", "credited", "paid", "verified", "settled", "ok", "open",
        "accepted", "done", "live", "enabled", "up", "chargeback_won",
        "asked", "funded", "passed", "posted", "qualified",
    ),
    "yellow": (
        "pending", "requested", "provisioning", "review", "compliance_review", "submitted",
        "in_review", "sending", "sent", "queued", "created", "unknown", "second_approval", "new",
        "uploaded", "redirected", "resubmission", "in_flight", "in_progress", "retrying",
        "held", "paused", "preview", "previewing", "proposed", "posting", "waiting", "unresolved",
    ),
    "red": (
        "failed", "rejected", "returned", "reversed", "suspended", "closed", "down", "away",
        "expired", "restricted", "missing", "lost", "stuck", "chargeback_open", "chargeback_lost",
        "refused", "invalid", "breach",
    ),
    "azure": ("demo", "read_only", "registered", "replayed"),
}  # fmt: skip
_BY_STATE = {state: tone for tone, states in TONES.items() for state in states}


def badge(state: str) -> SafeString:
    """A state as a coloured badge with words."""
    return _badge(state, get_language())


@lru_cache(maxsize=1_024)
def _badge(state: str, _language: str | None) -> SafeString:
    return format_html('<span class="badge bg-{}-lt">{}</span>', tone_of(state), words(state))


def tone_of(state: str) -> str:
    """The colour of a state; unknown states are grey."""
    return _BY_STATE.get(state.lower().replace(" ", "_").replace("-", "_"), "secondary")
