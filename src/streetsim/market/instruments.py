"""The instruments of the simulated market, as data."""

from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum


class CalcMode(IntEnum):
    """How margin and profit are computed (the codes of the server's symbol record)."""

    FOREX = 0
    FUTURES = 1
    CFD = 2
    CFD_INDEX = 3
    CFD_LEVERAGE = 4


@dataclass(frozen=True, slots=True)
class Instrument:
    """One tradable symbol. Volumes in lots, swaps in points per lot and night, spread in points."""

    name: str
    folder: str
    description: str
    base: str
    profit: str
    digits: int
    contract_size: Decimal
    calc: CalcMode
    session: str
    spread: int
    swap_long: Decimal
    swap_short: Decimal
    volume_min: Decimal = Decimal("0.01")
    volume_max: Decimal = Decimal("100")
    volume_step: Decimal = Decimal("0.01")

    @property
    def path(self) -> str:
        return f"{self.folder}\\{self.name}"

    @property
    def margin_currency(self) -> str:
        """Forex margin is charged in the base currency, the rest in the profit currency."""
        return self.base if self.calc is CalcMode.FOREX else self.profit

    @property
    def point(self) -> Decimal:
        return Decimal(1).scaleb(-self.digits)

    @property
    def tick_value(self) -> Decimal:
        """What one point of one lot is worth, in the profit currency."""
        return self.point * self.contract_size


@dataclass(frozen=True, slots=True)
class Asset:
    """A price process: the level it moves around and its daily volatility (ratio)."""

    level: float
    volatility: float
    session: str


# A currency's or metal's level is its value in US dollars; an index's is its price.
ASSETS = {
    "USD": Asset(1.0, 0.0, "fx"),
    "EUR": Asset(1.0840, 0.0050, "fx"),
    "GBP": Asset(1.2710, 0.0055, "fx"),
    "JPY": Asset(1 / 151.20, 0.0060, "fx"),
    "CHF": Asset(1 / 0.8850, 0.0050, "fx"),
    "AUD": Asset(0.6580, 0.0065, "fx"),
    "NZD": Asset(0.6070, 0.0065, "fx"),
    "CAD": Asset(1 / 1.3640, 0.0045, "fx"),
    "XAU": Asset(2365.0, 0.0095, "metal"),
    "XAG": Asset(28.40, 0.0160, "metal"),
    "XPT": Asset(985.0, 0.0140, "metal"),
    "US500": Asset(5230.0, 0.0090, "index_us"),
    "US30": Asset(39100.0, 0.0085, "index_us"),
    "NAS100": Asset(18250.0, 0.0125, "index_us"),
    "GER40": Asset(18420.0, 0.0100, "index_eu"),
    "UK100": Asset(8220.0, 0.0080, "index_eu"),
    "JPN225": Asset(38700.0, 0.0120, "index_us"),
    "BTC": Asset(66800.0, 0.0280, "crypto"),
    "ETH": Asset(3480.0, 0.0340, "crypto"),
    "SOL": Asset(158.0, 0.0450, "crypto"),
    "XRP": Asset(0.5230, 0.0400, "crypto"),
}

_NAMES = {
    "EUR": "Euro",
    "GBP": "Pound",
    "USD": "US Dollar",
    "JPY": "Yen",
    "CHF": "Swiss Franc",
    "AUD": "Australian Dollar",
    "NZD": "New Zealand Dollar",
    "CAD": "Canadian Dollar",
}


def _forex(name: str, folder: str, spread: int, long: str, short: str) -> Instrument:
    base, profit = name[:3], name[3:]
    return Instrument(
        name=name,
        folder=f"Forex\\{folder}",
        description=f"{_NAMES[base]} vs {_NAMES[profit]}",
        base=base,
        profit=profit,
        digits=3 if profit == "JPY" else 5,
        contract_size=Decimal(100000),
        calc=CalcMode.FOREX,
        session="fx",
        spread=spread,
        swap_long=Decimal(long),
        swap_short=Decimal(short),
    )


def _metal(name: str, description: str, digits: int, contract: int, spread: int) -> Instrument:
    return Instrument(
        name=name,
        folder="Metals",
        description=description,
        base=name[:3],
        profit="USD",
        digits=digits,
        contract_size=Decimal(contract),
        calc=CalcMode.CFD_LEVERAGE,
        session="metal",
        spread=spread,
        swap_long=Decimal("-32.5"),
        swap_short=Decimal("14.2"),
        volume_max=Decimal(50),
    )


def _index(name: str, description: str, currency: str, session: str, spread: int) -> Instrument:
    return Instrument(
        name=name,
        folder="Indices",
        description=description,
        base=currency,
        profit=currency,
        digits=1,
        contract_size=Decimal(1),
        calc=CalcMode.CFD_LEVERAGE,
        session=session,
        spread=spread,
        swap_long=Decimal("-8.4"),
        swap_short=Decimal("1.1"),
        volume_min=Decimal("0.1"),
        volume_step=Decimal("0.1"),
        volume_max=Decimal(500),
    )


def _crypto(name: str, description: str, digits: int, spread: int, lots: int) -> Instrument:
    return Instrument(
        name=name,
        folder="Crypto",
        description=description,
        base=name[:3],
        profit="USD",
        digits=digits,
        contract_size=Decimal(1),
        calc=CalcMode.CFD_LEVERAGE,
        session="crypto",
        spread=spread,
        swap_long=Decimal("-18"),
        swap_short=Decimal("-6"),
        volume_max=Decimal(lots),
    )


_ALL = (
    _forex("EURUSD", "Major", 8, "-6.2", "2.1"),
    _forex("GBPUSD", "Major", 11, "-4.1", "0.4"),
    _forex("USDJPY", "Major", 10, "11.8", "-23.4"),
    _forex("USDCHF", "Major", 12, "7.2", "-13.1"),
    _forex("AUDUSD", "Major", 10, "-2.6", "0.2"),
    _forex("USDCAD", "Major", 13, "2.2", "-6.9"),
    _forex("NZDUSD", "Major", 14, "-1.3", "-0.9"),
    _forex("EURGBP", "Cross", 13, "-5.6", "1.3"),
    _forex("EURJPY", "Cross", 14, "7.4", "-17.5"),
    _forex("GBPJPY", "Cross", 20, "14.2", "-28.6"),
    _forex("EURCHF", "Cross", 18, "3.3", "-9.4"),
    _forex("AUDJPY", "Cross", 17, "6.9", "-15.3"),
    _forex("EURAUD", "Cross", 22, "-7.4", "1.8"),
    _forex("GBPCHF", "Cross", 25, "8.8", "-18.3"),
    _forex("CADJPY", "Cross", 19, "6.1", "-14.2"),
    _forex("NZDJPY", "Cross", 21, "6.6", "-14.6"),
    _forex("AUDNZD", "Cross", 24, "-2.9", "-2.2"),
    _metal("XAUUSD", "Gold vs US Dollar", 2, 100, 18),
    _metal("XAGUSD", "Silver vs US Dollar", 3, 5000, 22),
    _metal("XPTUSD", "Platinum vs US Dollar", 2, 100, 160),
    _index("US500", "US 500 Index", "USD", "index_us", 5),
    _index("US30", "US Wall Street 30 Index", "USD", "index_us", 22),
    _index("NAS100", "US Tech 100 Index", "USD", "index_us", 12),
    _index("GER40", "Germany 40 Index", "EUR", "index_eu", 12),
    _index("UK100", "UK 100 Index", "GBP", "index_eu", 12),
    _index("JPN225", "Japan 225 Index", "JPY", "index_us", 80),
    _crypto("BTCUSD", "Bitcoin vs US Dollar", 2, 1800, 20),
    _crypto("ETHUSD", "Ethereum vs US Dollar", 2, 150, 200),
    _crypto("SOLUSD", "Solana vs US Dollar", 3, 60, 2000),
    _crypto("XRPUSD", "XRP vs US Dollar", 5, 60, 200000),
)
INSTRUMENTS = {item.name: item for item in _ALL}
