"""Facts of the reports room."""

from dataclasses import dataclass
from typing import ClassVar

from brokerdesk.core.events import Event


@dataclass(frozen=True, kw_only=True)
class FiguresUpdated(Event):
    """Figures of a brand changed; live pages fetch them again."""

    type: ClassVar[str] = "report.updated"
    metrics: tuple[str, ...]
