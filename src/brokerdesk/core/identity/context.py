"""What sign-in pages need to know of the host."""

from django.http import HttpRequest

from .realm import realm_of


def realm(request: HttpRequest) -> dict[str, str]:
    """The realm of the request's host."""
    return {"realm": realm_of(request)}
