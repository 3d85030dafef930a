"""Sealed reports of decisions: built, sealed, and checked by anybody without a database. Pure."""

from .document import build
from .facts import AROUND, FORMAT, Facts, Market, Origin, Subject, Told
from .formula import formula_text
from .opened import Opened, opened
from .seal import Key, Seal, key_id_of, key_named, pem, seal, sealed
from .shown import tells_of
from .verify import Check, Verification, verify
from .words import rule_texts

__all__ = [
    "AROUND",
    "FORMAT",
    "Check",
    "Facts",
    "Key",
    "Market",
    "Opened",
    "Origin",
    "Seal",
    "Subject",
    "Told",
    "Verification",
    "build",
    "formula_text",
    "key_id_of",
    "key_named",
    "opened",
    "pem",
    "rule_texts",
    "seal",
    "sealed",
    "tells_of",
    "verify",
]
