"""Who stands behind a host and a sign-in. The rooms above set one resolver; core asks it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from brokerdesk.core.actors import Actor

if TYPE_CHECKING:
    # Importable before Django's models are ready.
    from django.contrib.auth.base_user import AbstractBaseUser


class BrandLike(Protocol):
    """What core needs to know of a brand."""

    @property
    def pk(self) -> int: ...
    @property
    def public_id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def host(self) -> str: ...
    @property
    def colour(self) -> str: ...
    @property
    def support_email(self) -> str: ...
    @property
    def reporting_zone(self) -> str: ...


class ClientLike(Protocol):
    """What core needs to know of a signed-in client."""

    @property
    def pk(self) -> int: ...
    @property
    def public_id(self) -> str: ...
    @property
    def brand_pk(self) -> int: ...
    @property
    def email(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def status(self) -> str: ...


class Resolver(Protocol):
    """Answers from the rooms; None means "nobody" and is treated as not signed in."""

    def resolve_staff(self, user: "AbstractBaseUser") -> Actor | None:
        """Return the active member of staff behind a sign-in of the office."""
        ...

    def resolve_client(self, user: "AbstractBaseUser", brand: BrandLike) -> ClientLike | None:
        """Return the client of this brand behind a sign-in of its portal."""
        ...

    def resolve_brand(self, host: str) -> BrandLike | None:
        """Return the brand that answers at a host name (no port, lower case)."""
        ...

    def all_brands(self) -> Sequence[BrandLike]:
        """Return all brands by name, for choices, labels and the landing page."""
        ...


_resolver: Resolver | None = None


def set_resolver(resolver: Resolver) -> None:
    """Set the one resolver; called when the rooms are ready."""
    global _resolver
    _resolver = resolver


def resolver() -> Resolver | None:
    """Return the resolver, or None before the rooms are ready."""
    return _resolver
