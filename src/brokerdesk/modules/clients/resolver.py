"""Tells core who stands behind a host and a sign-in."""

from collections.abc import Sequence

from django.contrib.auth.base_user import AbstractBaseUser

from brokerdesk.core.access.hooks import BrandLike
from brokerdesk.core.actors import Actor
from brokerdesk.core.identity.hooks import on_email_verified
from brokerdesk.core.identity.models import User
from brokerdesk.core.identity.realm import brand_realm
from brokerdesk.kit.clock import now
from brokerdesk.modules.brands.queries import brand_by_host, brands
from brokerdesk.modules.brands.types import BrandRow
from brokerdesk.modules.staff.queries import actor_for_user

from .queries import client_for_user
from .rules import SIGNED_OUT
from .services import confirm_email
from .types import ClientRow


class RoomsResolver:
    """Answers core's questions from brands, staff and clients."""

    def resolve_staff(self, user: AbstractBaseUser) -> Actor | None:
        """Return the active member of staff behind a sign-in."""
        return actor_for_user(user)

    def resolve_client(self, user: AbstractBaseUser, brand: BrandLike) -> ClientRow | None:
        """Return the client of this brand behind a sign-in; a suspended or closed one is nobody."""
        if getattr(user, "realm", "") != brand_realm(brand.pk) or not user.is_active:
            return None
        found = client_for_user(user.pk)
        if found is None or found.brand_pk != brand.pk or found.status in SIGNED_OUT:
            return None
        return found

    def resolve_brand(self, host: str) -> BrandRow | None:
        """Return the brand of a host."""
        return brand_by_host(host)

    def all_brands(self) -> Sequence[BrandRow]:
        """Return all brands."""
        return brands()


@on_email_verified
def note_verified(user: User) -> None:
    """A client's verified sign-in verifies the client."""
    found = client_for_user(user.pk)
    if found is not None:
        confirm_email(found.public_id, at=now())
