"""What the shell's templates need on every page."""

from typing import Any

from django.http import HttpRequest

from .nav import navigation
from .request import VISITOR
from .sequence import last_sequence


def shell(request: HttpRequest) -> dict[str, Any]:
    """Actor, brand, navigation and the live sequence; the costly ones only when asked for."""
    actor = getattr(request, "actor", VISITOR)
    return {
        "actor": actor if actor.id else None,
        "brand": getattr(request, "brand", None),
        "client": getattr(request, "client", None),
        "surface": getattr(request, "surface", None),
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "nav": lambda: navigation(request),
        "live_sequence": lambda: _sequence(request),
    }


def _sequence(request: HttpRequest) -> int:
    known: int | None = getattr(request, "live_sequence", None)
    return last_sequence() if known is None else known
