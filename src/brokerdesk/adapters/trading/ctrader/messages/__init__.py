"""The Manager API's messages, as far as this adapter uses them."""

from typing import Any

from .build import build
from .tables import TABLES

# A class, or an instance, of a message built at import: its fields are known at run time only.
Message = Any

PACKAGE = "brokerdesk.ctrader"
KINDS: dict[str, Message] = build(PACKAGE, TABLES)

__all__ = ["KINDS", "PACKAGE", "Message"]
