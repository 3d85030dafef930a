"""The prop room's part in the desks that mark accounts."""

from .telling import tell

__all__ = ["tell"]
