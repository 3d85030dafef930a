"""Words and rows of clients as other rooms see them."""

from dataclasses import dataclass
from datetime import date, datetime

from brokerdesk.core.identity.types import Visits

STATUSES = ("registered", "active", "restricted", "suspended", "closed")
KINDS = ("individual", "company")
LEAD_STATUSES = ("new", "contacted", "converted", "lost")
LEAD_SOURCES = ("signup", "staff", "api")
VISIT = "visit"  # session key: the random id of a visitor whom a room above has marked


@dataclass(frozen=True, slots=True)
class ClientRow:
    """A client. `brand_id` is the brand's public id; `owner_staff_id` may be empty."""

    pk: int
    public_id: str
    brand_pk: int
    brand_id: str
    brand_name: str
    email: str
    name: str
    first_name: str
    last_name: str
    phone: str
    country: str
    born_on: date | None
    status: str
    level: int
    owner_staff_id: str
    office_pk: int | None
    user_pk: int | None
    referral_code: str
    email_verified_at: datetime | None
    version: int
    created_at: datetime
    language: str = "en"


@dataclass(frozen=True, slots=True)
class LeadRow:
    """A lead; `client_id` is set once it was converted."""

    pk: int
    public_id: str
    brand_pk: int
    email: str
    name: str
    phone: str
    country: str
    source: str
    status: str
    owner_staff_id: str
    client_id: str | None
    created_at: datetime
    converted_at: datetime | None


@dataclass(frozen=True, slots=True)
class ClientLink:
    """One thing that a client shares with another of his brand. what: device, address; address:
    empty for a device; own, its: how often each of the two signed in from there, and when.
    """

    client_pk: int
    other_pk: int
    what: str
    address: str
    own: Visits
    its: Visits


@dataclass(frozen=True, kw_only=True)
class Registration:
    """What a person gives when he registers. `user_pk` None: staff made him, no sign-in yet.

    visit: the id under which his browser was known before, where it was.
    """

    brand_pk: int
    email: str
    first_name: str
    last_name: str
    country: str
    phone: str = ""
    born_on: date | None = None
    referral_code: str = ""
    visit: str = ""
    terms_accepted: bool = False
    ip: str | None = None
    user_agent: str = ""
    user_pk: int | None = None
    language: str = "en"
    owner_staff_id: str = ""


@dataclass(frozen=True, kw_only=True)
class LeadDraft:
    """What is known of a lead."""

    brand_pk: int
    email: str
    source: str
    first_name: str = ""
    last_name: str = ""
    phone: str = ""
    country: str = ""
    note: str = ""
    referral_code: str = ""
    owner_staff_id: str = ""
