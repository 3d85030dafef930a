"""What the server is delivered with: assets, symbols, groups, countries."""

from dataclasses import dataclass
from decimal import Decimal

from streetsim.market import INSTRUMENTS, Instrument
from streetsim.market.instruments import ASSETS

from .records import Group

_DIGITS = {"JPY": 0, "BTC": 8, "ETH": 8, "SOL": 8, "XRP": 8}
_DEPOSIT = ("USD", "EUR", "JPY", "BTC")
CLASSES = {1: "Forex", 2: "Metals", 3: "Indices", 4: "Crypto Currency"}
_FOLDERS = {"Forex": 1, "Metals": 2, "Indices": 3, "Crypto": 4}


@dataclass(frozen=True, slots=True)
class Asset:
    """A currency, metal, index or coin."""

    asset_id: int
    name: str
    digits: int
    deposit: bool


@dataclass(frozen=True, slots=True)
class Symbol:
    """A tradable symbol; volumes in 1/100 of a base unit."""

    symbol_id: int
    item: Instrument
    base_asset_id: int
    quote_asset_id: int
    category_id: int

    @property
    def lot_size(self) -> int:
        return int(self.item.contract_size * 100)

    def volume(self, lots: Decimal) -> int:
        """Convert lots."""
        return int(lots * self.lot_size)

    def lots(self, volume: int) -> Decimal:
        return Decimal(volume) / self.lot_size

    @property
    def pip_position(self) -> int:
        return max(self.item.digits - 1, 0)

    @property
    def slashed(self) -> str:
        """The name as the CSV lists write it."""
        forex = len(self.item.name) == 6 and self.item.name.startswith(self.item.base)
        return f"{self.item.name[:3]}/{self.item.name[3:]}" if forex else self.item.name


@dataclass(frozen=True, slots=True)
class Category:
    """A category of symbols within an asset class."""

    category_id: int
    class_id: int
    name: str


def _assets() -> dict[int, Asset]:
    return {
        number: Asset(number, name, _DIGITS.get(name, 2), name in _DEPOSIT)
        for number, name in enumerate(ASSETS, 1)
    }


ASSET_BY_ID = _assets()
ASSET_BY_NAME = {asset.name: asset for asset in ASSET_BY_ID.values()}


def _symbols() -> tuple[dict[int, Symbol], dict[int, Category]]:
    categories: dict[str, Category] = {}
    symbols = {}
    for number, item in enumerate(INSTRUMENTS.values(), 1):
        folder = item.folder.split("\\")
        if item.folder not in categories:
            index = len(categories) + 1
            categories[item.folder] = Category(index, _FOLDERS[folder[0]], folder[-1])
        base = item.name if item.name in ASSET_BY_NAME else item.base
        symbols[number] = Symbol(
            number,
            item,
            ASSET_BY_NAME[base].asset_id,
            ASSET_BY_NAME[item.profit].asset_id,
            categories[item.folder].category_id,
        )
    return symbols, {item.category_id: item for item in categories.values()}


SYMBOL_BY_ID, CATEGORY_BY_ID = _symbols()
SYMBOL_BY_NAME = {symbol.item.name: symbol for symbol in SYMBOL_BY_ID.values()}

# ISO 3166 numeric, name, alpha-2.
COUNTRIES = (
    (56, "Belgium", "BE"),
    (76, "Brazil", "BR"),
    (196, "Cyprus", "CY"),
    (203, "Czechia", "CZ"),
    (250, "France", "FR"),
    (276, "Germany", "DE"),
    (356, "India", "IN"),
    (372, "Ireland", "IE"),
    (380, "Italy", "IT"),
    (392, "Japan", "JP"),
    (470, "Malta", "MT"),
    (528, "Netherlands", "NL"),
    (616, "Poland", "PL"),
    (620, "Portugal", "PT"),
    (702, "Singapore", "SG"),
    (710, "South Africa", "ZA"),
    (724, "Spain", "ES"),
    (756, "Switzerland", "CH"),
    (784, "United Arab Emirates", "AE"),
    (826, "United Kingdom", "GB"),
    (840, "United States", "US"),
)


def default_groups() -> list[Group]:
    """Return the groups of a new server."""
    pro = Decimal("3.50")
    return [
        Group(1, "Retail_Standard", "Spread only", negative_balance_protection=True),
        Group(2, "Retail_Pro", "Commission", margin_stopout=Decimal(30), commission=pro),
        Group(3, "Retail_Islamic", "No swaps", swap_enabled=False),
        Group(4, "Demo_Standard", "Demo"),
        Group(5, "Prop_Challenge", "Challenge accounts"),
        Group(6, "Street_Bots", "Seeded traders"),
    ]
