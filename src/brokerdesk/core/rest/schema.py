"""Bases for what comes in and what goes out. Decimals are strings, instants are UTC."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any

from ninja import Schema
from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    model_validator,
)

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _

MAX_TEXT = 10_000


def _plain(value: Decimal) -> str:
    return format(value, "f")


def _strict_amount(value: Any) -> Any:
    """Take a decimal string (or an exact Decimal), never a JSON number of binary fraction."""
    if isinstance(value, (bool, int, float)):
        raise ValueError(Marked(_("Give the amount as a decimal string, such as “12.50”.")))
    if isinstance(value, str) and not _looks_decimal(value):
        raise ValueError(Marked(_("Give the amount as a plain decimal, such as “12.50”.")))
    return value


def _looks_decimal(text: str) -> bool:
    body = text.removeprefix("-")
    whole, _dot, part = body.partition(".")
    digits = whole + part
    good = whole != "" and digits.isascii() and digits.isdigit() and len(text) <= 40
    return good and not body.endswith(".")


Amount = Annotated[
    Decimal,
    BeforeValidator(_strict_amount),
    PlainSerializer(_plain, return_type=str),
    Field(max_digits=38, json_schema_extra={"type": "string", "examples": ["12.50"]}),
]


def _in_utc(value: datetime) -> datetime:
    """Bring an instant to UTC; one without an offset is UTC already."""
    try:
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    except OverflowError:
        raise ValueError(Marked(_("The instant is beyond the calendar."))) from None


Instant = Annotated[datetime, AfterValidator(_in_utc)]


class In(Schema):
    """A body that comes in: unknown fields, NUL and over-long text are refused."""

    model_config = ConfigDict(extra="forbid", str_max_length=MAX_TEXT, str_strip_whitespace=True)

    @model_validator(mode="before")
    @classmethod
    def refuse_nul(cls, values: Any) -> Any:
        """Refuse the NUL character, which the database cannot hold."""
        if isinstance(values, dict):
            for name, value in values.items():
                if isinstance(value, str) and "\x00" in value:
                    raise ValueError(
                        Marked(_("%(name)s must not contain the NUL character."), name=name)
                    )
        return values


class Out(Schema):
    """A body that goes out, made from a frozen row or a model."""

    model_config = ConfigDict(from_attributes=True)


def utc(at: datetime) -> str:
    """RFC 3339 in UTC with Z."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
