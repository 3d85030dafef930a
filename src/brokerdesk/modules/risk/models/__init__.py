"""Tables of the risk room."""

from .alerts import Alert, AlertRule, MarginEvent
from .books import BookRule, BookTag

__all__ = ["Alert", "AlertRule", "BookRule", "BookTag", "MarginEvent"]
