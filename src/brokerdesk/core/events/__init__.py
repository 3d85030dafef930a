"""Outbox, relay, consumers, inbox: every fact once, in order per aggregate.

Owns the tables of emitted, handled, parked and received events. Emits nothing of its own.
A fact is emitted in the transaction that makes it true; handlers run later, once per handler
group, in one transaction with the record that they ran.
"""

from brokerdesk.core.context import caused_by, correlated

from .registry import handles
from .services import emit, wake
from .types import Event, EventMeta, StoredEvent

__all__ = [
    "Event",
    "EventMeta",
    "StoredEvent",
    "caused_by",
    "correlated",
    "emit",
    "handles",
    "wake",
]
