"""Pages of verification."""

from . import cards, content, portal, queue, review, settings

__all__ = ["cards", "content", "portal", "queue", "review", "settings"]
