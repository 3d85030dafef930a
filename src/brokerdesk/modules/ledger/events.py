"""What the ledger tells. `ledger_post` in the database writes these rows itself."""

from dataclasses import dataclass
from typing import ClassVar

from brokerdesk.core.events import Event


@dataclass(frozen=True, kw_only=True)
class EntryPosted(Event):
    """Transactions were posted by one call.

    They are the ones from pk `first_tx` on whose `batch` is `first_tx`; `kinds` is comma-joined.
    """

    type: ClassVar[str] = "ledger.entry_posted"
    version: ClassVar[int] = 1
    first_tx: int
    count: int
    kinds: str
