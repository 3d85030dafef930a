"""Rows about places from which users sign in."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Visits:
    """How often somebody signed in from a place, when first and last."""

    times: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Shared:
    """One thing that two users share. what: device, address; address: empty for a device."""

    user: int
    other: int
    what: str
    address: str
    own: Visits
    its: Visits


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """From when places count. people: a place of more of them is a crowd's, which links nobody.
    times: so many sign-ins of each make an address shared; a device is from the first on.
    """

    at: datetime
    people: int
    times: int = 1
