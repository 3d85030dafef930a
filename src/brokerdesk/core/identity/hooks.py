"""What the rooms above want to hear of sign-ins."""

from collections.abc import Callable
from typing import TypeVar

from .models import User

Listener = Callable[[User], None]
L = TypeVar("L", bound=Listener)
_verified: list[Listener] = []
_signed_in: list[Listener] = []


def on_email_verified(listener: L) -> L:
    """Call a function in the transaction that marks a user's address as his."""
    _verified.append(listener)
    return listener


def on_signed_in(listener: L) -> L:
    """Call a function after a user signed in."""
    _signed_in.append(listener)
    return listener


def email_verified(user: User) -> None:
    """Tell the listeners."""
    for listener in _verified:
        listener(user)


def signed_in(user: User) -> None:
    """Tell the listeners."""
    for listener in _signed_in:
        listener(user)
