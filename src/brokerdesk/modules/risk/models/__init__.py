"""Tables of the risk room."""

from .alerts import Alert, AlertRule, MarginEvent
from .books import BookRule, BookTag
from .flow import FlowStat
from .markouts import MarkOut
from .marks import FloatingMark, MarkRun

__all__ = [
    "Alert",
    "AlertRule",
    "BookRule",
    "BookTag",
    "FloatingMark",
    "FlowStat",
    "MarginEvent",
    "MarkOut",
    "MarkRun",
]
