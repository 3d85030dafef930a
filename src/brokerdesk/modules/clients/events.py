"""Facts about clients. Ids only: personal data stays in its rows."""

from dataclasses import dataclass
from typing import ClassVar

from brokerdesk.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ClientRegistered(Event):
    """A client exists from now on. `visit`: the random id of his browser, where a link left one."""

    type: ClassVar[str] = "client.registered"
    version: ClassVar[int] = 1

    client_id: str
    referral_code: str = ""
    visit: str = ""


@dataclass(frozen=True, kw_only=True)
class ClientEmailVerified(Event):
    """The client proved that he reads his address."""

    type: ClassVar[str] = "client.email_verified"
    version: ClassVar[int] = 1

    client_id: str


@dataclass(frozen=True, kw_only=True)
class ClientStatusChanged(Event):
    """A client's status changed."""

    type: ClassVar[str] = "client.status_changed"
    version: ClassVar[int] = 1

    client_id: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class ClientUpdated(Event):
    """Data of a client changed; `fields` names which."""

    type: ClassVar[str] = "client.updated"
    version: ClassVar[int] = 1

    client_id: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ClientOwnerChanged(Event):
    """A client has another manager; empty ids mean none."""

    type: ClassVar[str] = "client.owner_changed"
    version: ClassVar[int] = 1

    client_id: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, kw_only=True)
class LeadCreated(Event):
    """A lead exists from now on."""

    type: ClassVar[str] = "lead.created"
    version: ClassVar[int] = 1

    lead_id: str
    source: str


@dataclass(frozen=True, kw_only=True)
class LeadConverted(Event):
    """A lead became a client."""

    type: ClassVar[str] = "lead.converted"
    version: ClassVar[int] = 1

    lead_id: str
    client_id: str
