"""What a partner sees of his clients."""

from datetime import datetime
from typing import NamedTuple, Protocol

from django.utils.crypto import salted_hmac

from .rules import masked_email, masked_name
from .settings import programme_of


class Person(Protocol):
    """A client as far as a partner may know him."""

    @property
    def public_id(self) -> str:
        """His own id."""

    @property
    def first_name(self) -> str:
        """First name."""

    @property
    def last_name(self) -> str:
        """Last name."""

    @property
    def email(self) -> str:
        """Address."""


class Shown(NamedTuple):
    """A client as a partner sees him. `ref` names him to this partner, and tells nothing else."""

    ref: str
    name: str
    email: str


class Mask:
    """What a brand lets its partners see of clients, as of an instant."""

    def __init__(self, brand_pk: int, at: datetime) -> None:
        self.on = programme_of(brand_pk, at).mask_clients

    def of(self, person: Person, partner_id: str) -> Shown:
        """A client's reference, name and address: initials and first letter under the mask."""
        ref = client_ref(partner_id, person.public_id)
        if self.on:
            name = masked_name(person.first_name, person.last_name)
            return Shown(ref, name, masked_email(person.email))
        return Shown(ref, f"{person.first_name} {person.last_name}".strip(), person.email)


def client_ref(partner_id: str, client_id: str) -> str:
    """The name of a client for one partner: the same each time, of use to nobody else."""
    digest = salted_hmac("partners.client", f"{partner_id}:{client_id}", algorithm="sha256")
    return f"c{digest.hexdigest()[:16]}"
