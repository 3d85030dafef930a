"""Tables of clients."""

from .client import Client, StatusChange, TermsAcceptance
from .lead import Lead
from .work import Note, Task

__all__ = ["Client", "Lead", "Note", "StatusChange", "Task", "TermsAcceptance"]
