"""Asking again who somebody is, before what only he may do."""

from allauth.account.internal.flows.reauthentication import (
    is_reauthentication_required,
    raise_if_reauthentication_required,
)
from django.http import HttpRequest


def is_fresh(request: HttpRequest) -> bool:
    """Whether who is signed in proved it minutes ago."""
    return not is_reauthentication_required(request, app="")


def require_fresh(request: HttpRequest) -> None:
    """Send to the password or second factor whoever proved himself too long ago, and back.

    Raises:
        ReauthenticationRequired: allauth's middleware answers it.
    """
    raise_if_reauthentication_required(request, app="")
