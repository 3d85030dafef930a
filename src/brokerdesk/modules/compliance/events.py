"""Facts of compliance. Ids only."""

from dataclasses import dataclass
from typing import ClassVar

from brokerdesk.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ClientLevelChanged(Event):
    """A client's verification level changed."""

    type: ClassVar[str] = "client.level_changed"
    version: ClassVar[int] = 1

    client_id: str
    level: int
    before: int = 0


@dataclass(frozen=True, kw_only=True)
class VerificationStateChanged(Event):
    """The client's way to his next level took a step."""

    type: ClassVar[str] = "verification.state_changed"
    version: ClassVar[int] = 1

    client_id: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class DocumentUploaded(Event):
    """A document waits for review."""

    type: ClassVar[str] = "document.uploaded"
    version: ClassVar[int] = 1

    document_id: str
    client_id: str


@dataclass(frozen=True, kw_only=True)
class DocumentApproved(Event):
    """A document was found good."""

    type: ClassVar[str] = "document.approved"
    version: ClassVar[int] = 1

    document_id: str
    client_id: str


@dataclass(frozen=True, kw_only=True)
class DocumentRejected(Event):
    """A document was refused; `ask_again` when the client shall send another."""

    type: ClassVar[str] = "document.rejected"
    version: ClassVar[int] = 1

    document_id: str
    client_id: str
    reason: str
    ask_again: bool


@dataclass(frozen=True, kw_only=True)
class DocumentExpired(Event):
    """A document is past its last valid day."""

    type: ClassVar[str] = "document.expired"
    version: ClassVar[int] = 1

    document_id: str
    client_id: str
