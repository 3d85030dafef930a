"""A key and its input, remembered with its answer: the same call twice has one effect."""

from typing import TYPE_CHECKING, Any

from .errors import IdempotencyConflict

if TYPE_CHECKING:
    from .services import Once, forget_before, once

__all__ = ["IdempotencyConflict", "Once", "forget_before", "once"]


def __getattr__(name: str) -> Any:
    """Load the services late: models exist only when Django is ready."""
    if name in {"Once", "forget_before", "once"}:
        from . import services

        return getattr(services, name)
    raise AttributeError(name)
