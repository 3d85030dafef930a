"""WebServices: the broker's REST interface over HTTPS, with the sign-in pages of the Open API."""

from . import ctid, lists, money, oauth, traders
from .connection import RestConnection

__all__ = ["RestConnection", "ctid", "lists", "money", "oauth", "traders"]
