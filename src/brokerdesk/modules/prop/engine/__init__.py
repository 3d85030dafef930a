"""The prop engine: pure, deterministic, the same for live, replay and offline."""

from .doubts import Doubt, doubts
from .evaluate import Decision, begin, evaluate, replay, summary
from .events import Calendar, Event, Quality, Verdict, read_event
from .explain import explain, fingerprint
from .offline import evaluate_files, read_events
from .parsing import parse_programme, read_programme
from .preview import Preview, preview_withdrawal
from .programme import Phase, Programme
from .state import State

__all__ = [
    "Calendar",
    "Decision",
    "Doubt",
    "Event",
    "Phase",
    "Preview",
    "Programme",
    "Quality",
    "State",
    "Verdict",
    "begin",
    "doubts",
    "evaluate",
    "evaluate_files",
    "explain",
    "fingerprint",
    "parse_programme",
    "preview_withdrawal",
    "read_event",
    "read_events",
    "read_programme",
    "replay",
    "summary",
]
