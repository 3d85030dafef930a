"""What callers may send: each field checked, unknown ones refused."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from .errors import ApiError

_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_MAX_AMOUNT = 10**12


def only(body: Any, allowed: set[str]) -> dict[str, Any]:
    """Take an object with no other than these fields."""
    if not isinstance(body, dict):
        raise ApiError(400, "invalid_request", "the body must be a JSON object")
    extra = sorted(set(body) - allowed)
    if extra:
        raise ApiError(400, "unknown_field", f"unknown field {extra[0][:40]}")
    return body


def text(body: Mapping[str, Any], name: str, limit: int, *, needed: bool = True) -> str:
    """Take a text field."""
    value = body.get(name, "")
    if not isinstance(value, str) or len(value) > limit or (needed and not value):
        raise ApiError(400, "invalid_field", f"{name} must be text of 1 to {limit} characters")
    return value


def amount(body: Mapping[str, Any]) -> int:
    """Take an amount in minor units."""
    value = body.get("amount")
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= _MAX_AMOUNT:
        raise ApiError(400, "invalid_amount", "amount must be a positive integer in minor units")
    return value


def currency(body: Mapping[str, Any]) -> str:
    """Take an ISO 4217 code."""
    value = text(body, "currency", 3)
    if not _CURRENCY.fullmatch(value):
        raise ApiError(400, "invalid_currency", "currency must be three capital letters")
    return value


def address(body: Mapping[str, Any], name: str) -> str:
    """Take an http(s) address, or nothing."""
    value = text(body, name, 500, needed=False)
    if value and (urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).netloc):
        raise ApiError(400, "invalid_field", f"{name} must be an http(s) address")
    return value


def destination(body: Mapping[str, Any]) -> dict[str, str]:
    """Take a beneficiary: `account` and `name`, both text."""
    value = body.get("destination")
    if not isinstance(value, dict) or not set(value) <= {"account", "name", "bank"}:
        raise ApiError(400, "invalid_destination", "destination takes account, name, bank")
    account, name = text(value, "account", 64), text(value, "name", 120)
    return {"account": account, "name": name, "bank": text(value, "bank", 120, needed=False)}
