"""Records of a simulated venue that are stored as JSON text, and their decimals."""

import json
from dataclasses import asdict, dataclass, fields, is_dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Self

ZERO = Decimal(0)


@lru_cache(maxsize=32)
def _unit(digits: int) -> Decimal:
    return Decimal(1).scaleb(-digits)


def money(value: Decimal, digits: int) -> Decimal:
    """Round an amount to the account's currency, halves away from zero."""
    return value.quantize(_unit(digits), ROUND_HALF_UP)


def _plain(value: object) -> object:
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else str(value)


@dataclass(slots=True)
class Record:
    """A record that is stored as JSON text; decimals travel as strings."""

    def pack(self) -> str:
        """Render the record for the store."""
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return json.dumps(values, default=_plain)

    @classmethod
    def unpack(cls, text: str) -> Self:
        """Read a record back from the store."""
        values = json.loads(text)
        for item in fields(cls):
            if item.type is Decimal:
                values[item.name] = Decimal(values[item.name])
        return cls(**values)
