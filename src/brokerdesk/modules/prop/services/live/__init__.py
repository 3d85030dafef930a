"""The prop room's part in the desks that mark accounts."""

from ..desks import tell

__all__ = ["tell"]
