"""The Open API: the binary interface of third-party applications."""

from . import reads, trading
from .connection import OpenApiConnection
from .events import OpenApiHub

__all__ = ["OpenApiConnection", "OpenApiHub", "reads", "trading"]
