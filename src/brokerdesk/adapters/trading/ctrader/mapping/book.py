"""The server's groups, assets and symbols as of one reading, and names made of them."""

from dataclasses import dataclass, field
from decimal import Decimal

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _

from ..errors import BadAnswer
from ..messages import Message

CENTS_OF_UNIT = 100
DEFAULT_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Asset:
    """A currency or the like."""

    name: str
    digits: int


@dataclass(frozen=True, slots=True)
class Book:
    """Looks things up by the server's numbers."""

    assets: dict[int, Asset] = field(default_factory=dict)
    groups: dict[int, Message] = field(default_factory=dict)
    symbols: dict[int, Message] = field(default_factory=dict)
    categories: dict[int, str] = field(default_factory=dict)
    symbol_ids: dict[str, int] = field(default_factory=dict)

    def group_name(self, group_id: int, asset_id: int) -> str:
        """The port's name of a group and a deposit asset."""
        group = self.groups.get(group_id)
        return f"{group.name if group else group_id}/{self.asset_name(asset_id)}"

    def asset_name(self, asset_id: int) -> str:
        """An asset's name, or its number."""
        asset = self.assets.get(asset_id)
        return asset.name if asset else str(asset_id)

    def symbol_name(self, symbol_id: int) -> str:
        """A symbol's name, or its number."""
        symbol = self.symbols.get(symbol_id)
        return symbol.name if symbol else str(symbol_id)

    def lot_size(self, symbol_id: int, stated: int) -> int:
        """Hundredths of a unit in a lot: what the record states, else what the symbol does.

        Raises:
            BadAnswer: neither is known.
        """
        symbol = self.symbols.get(symbol_id)
        size: int = stated or (symbol.lotSize if symbol else 0)
        if size <= 0:
            raise BadAnswer(
                Marked(_("the lot of symbol %(symbol_id)s is not known"), symbol_id=symbol_id)
            )
        return size


def group_parts(name: str) -> tuple[str, str]:
    """Split the port's name of a group; a name without an asset has an empty one."""
    group, slash, asset = name.rpartition("/")
    return (group, asset) if slash else (name, "")


def money(value: int, digits: int) -> Decimal:
    """An amount in smallest units as a Decimal."""
    return Decimal(value).scaleb(-digits)


def digits_of(record: Message) -> int:
    """How many digits a record's money has; two where it does not say."""
    return int(record.moneyDigits) if record.HasField("moneyDigits") else DEFAULT_DIGITS


def price(value: float) -> Decimal:
    """A price as the shortest Decimal that stands for the double."""
    return Decimal(repr(value)).normalize() + 0 if value else Decimal(0)
