"""The messages of both binary interfaces, defined by compact field tables of our own."""

from .build import Kind, Messages
from .manager import MANAGER
from .openapi import OPENAPI

__all__ = ["MANAGER", "OPENAPI", "Kind", "Messages"]
