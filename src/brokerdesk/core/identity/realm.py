"""Which realm a request may sign in to: the host decides."""

from django.http import HttpRequest

from .models import User

STAFF = "staff"


def brand_realm(brand_pk: int) -> str:
    """Name the realm of a brand's clients."""
    return f"brand:{brand_pk}"


def realm_of(request: HttpRequest) -> str:
    """Name the realm of the request's host; empty where nobody signs in."""
    surface = getattr(request, "surface", None)
    if surface == "backoffice":
        return STAFF
    brand = getattr(request, "brand", None)
    if surface == "portal" and brand is not None:
        return brand_realm(brand.pk)
    return ""


def username_of(realm: str, email: str) -> str:
    """Name a user across realms."""
    return f"{realm}:{email.strip().lower()}"


def display(user: User) -> str:
    """Show a user by his address, never by the name that holds his realm."""
    return user.email
