"""What signals of conduct mean, and their evidence as pages show it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui.texts import when_html
from brokerdesk.core.words import words

from ...types import SignalKind

MEANING: Final[Mapping[SignalKind, Any]] = {
    SignalKind.LATE_FACT: _("A fact became known after the engine had gone past its instant."),
    SignalKind.STUCK: _(
        "The challenge could not be judged and was put aside. It is tried again when its platform "
        "tells something of it, and when this signal is decided."
    ),
    SignalKind.COPIED: _(
        "A large part of its positions was opened within moments of another client's, same symbol "
        "and side."
    ),
    SignalKind.HEDGED: _(
        "A large part of its positions stood against another client's: same symbol, opposite "
        "sides, at the same time."
    ),
    SignalKind.LINKED: _(
        "Its trader signed in from the same device, or the same address on the Internet, as "
        "another client of the brand."
    ),
    SignalKind.NEWS: _("A large part of its positions was opened or closed next to releases."),
    SignalKind.GRID: _("Many positions of one symbol and side at even steps of price."),
    SignalKind.MARTINGALE: _("After losses the lots of the next position were raised."),
    SignalKind.LATENCY: _("Many short positions closed in profit at once."),
    SignalKind.BURST: _("Many positions were opened at the same second."),
    SignalKind.SCALPING: _("A large part of its positions was held for moments only."),
    SignalKind.ALL_IN: _("One position brought most of the profit, at far larger lots."),
    SignalKind.HYPERACTIVE: _("Far more positions on a day than people open by hand."),
    SignalKind.GAP: _(
        "Positions were opened just before a weekend and brought most of the profit."
    ),
}
FIGURES: Final[Mapping[str, Any]] = {
    "error": _("Error"),
    "since": _("Since"),
    "blocked_at": _("Account blocked"),
    "unblocked_at": _("Judged again since"),
    "trades": _("Positions"),
    "found": _("Of them such"),
    "share": _("Share"),
    "limit": _("From"),
    "most": _("At most at once"),
    "days": _("Days looked at"),
    "seconds": _("Within, s"),
    "profit": _("Their net"),
    "refused": _("Refused by the engine"),
    "ticket": _("Deal"),
    "occurred_at": _("Occurred"),
    "recorded_at": _("Recorded"),
    "kind": _("Kind"),
    "factor": _("Times as many lots"),
    "on": _("On"),
    "devices": _("Devices shared"),
    "addresses": _("Addresses shared"),
    "sign_ins": _("Sign-ins of each from an address, from"),
    "people": _("People of one, at most"),
}
COLUMNS: Final[Mapping[str, Any]] = {
    "position": _("Position"),
    "symbol": _("Symbol"),
    "side": _("Side"),
    "lots": _("Lots"),
    "opened_at": _("Opened"),
    "closed_at": _("Closed"),
    "net": _("Net"),
    "other": _("Other position"),
    "attempt": _("Other challenge"),
    "apart_ms": _("Apart, ms"),
    "release": _("Release"),
    "before": _("Lots before"),
    "other_lots": _("Other's lots"),
    "what": _("Shared"),
    "address": _("Address"),
    "times": _("Sign-ins"),
    "first_at": _("First"),
    "last_at": _("Last"),
    "other_times": _("Other's sign-ins"),
    "other_first_at": _("Other's first"),
    "other_last_at": _("Other's last"),
}
_TIMES: Final = frozenset(
    {
        "since", "opened_at", "closed_at", "occurred_at", "recorded_at", "first_at", "last_at",
        "other_first_at", "other_last_at",
    }
)  # fmt: skip


def meaning_of(kind: SignalKind) -> Any:
    """What a kind of signal says."""
    return MEANING[kind]


def figures_of(evidence: Mapping[str, Any]) -> list[tuple[Any, str]]:
    """The figures of a signal, each with its name."""
    return [
        (FIGURES[name], _shown(name, value))
        for name, value in evidence.items()
        if name in FIGURES and not isinstance(value, (list, dict))
    ]


def tables_of(evidence: Mapping[str, Any]) -> dict[str, Any] | None:
    """Its deals, or what is shared: title, heads, and rows of cells with their heads."""
    rows = evidence.get("deals") or evidence.get("shared")
    if not isinstance(rows, list) or not rows:
        return None
    heads = [name for name in COLUMNS if any(name in row for row in rows)]
    return {
        "title": _("Shared") if "shared" in evidence else _("Positions"),
        "heads": [COLUMNS[name] for name in heads],
        "rows": [[(COLUMNS[one], _shown(one, row.get(one))) for one in heads] for row in rows],
    }


def _shown(name: str, value: Any) -> str:
    if value is None or value == "":
        return "–"
    if name in _TIMES:
        return when_html(datetime.fromisoformat(str(value)))
    if name in ("side", "kind", "what"):
        return words(str(value))
    return str(value)
