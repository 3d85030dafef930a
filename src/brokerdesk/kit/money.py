"""Money: a Decimal amount in major units of one asset, never a float."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from .errors import InvalidInput
from .rounding import Rounding, largest_remainder, quantum, round_to
from .texts import Marked
from .texts import noop as _

# ISO 4217
_THREE_DECIMALS = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")
_NO_DECIMALS = (
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND",
    "VUV", "XAF", "XOF", "XPF",
)  # fmt: skip
_FOUR_DECIMALS = ("CLF", "UYW")
_CRYPTO = {
    "ADA": 6, "BCH": 8, "BNB": 8, "BTC": 8, "DOGE": 8, "ETH": 8, "LTC": 8, "SOL": 8, "TRX": 6,
    "USDC": 6, "USDT": 6, "XRP": 6,
}  # fmt: skip
_SCALES: Final[dict[str, int]] = (
    dict.fromkeys(_FOUR_DECIMALS, 4)
    | dict.fromkeys(_THREE_DECIMALS, 3)
    | dict.fromkeys(_NO_DECIMALS, 0)
    | _CRYPTO
)
_ASSET = re.compile(r"[A-Z][A-Z0-9]{2,9}", re.ASCII)
_AMOUNT = re.compile(r"(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?", re.ASCII)

MAX_WHOLE_DIGITS: Final = 18
MAX_SCALE: Final = 18


class AssetMismatch(InvalidInput):
    """Two different assets were added, subtracted or compared."""

    code = "asset_mismatch"


class UnknownAsset(InvalidInput):
    """The text does not name an asset."""

    code = "unknown_asset"


class BadAmount(InvalidInput):
    """The text is not a plain decimal amount of the asked scale."""

    code = "bad_amount"


def scale_of(asset: str) -> int:
    """Give the number of decimals of an asset: ISO 4217's, else the coin's, else 2."""
    if not _ASSET.fullmatch(asset):
        raise UnknownAsset(
            Marked(_("“%(asset)s” is not an asset code such as USD or USDT"), asset=asset[:20])
        )
    return _SCALES.get(asset, 2)


def parse_amount(text: str, *, scale: int = MAX_SCALE, field: str | None = None) -> Decimal:
    """Read a plain decimal string such as `-12.50`: no exponent, sign `+`, blanks or grouping.

    Raises:
        BadAmount: other form, more than 18 whole digits or more decimals than `scale`.
    """
    match = _AMOUNT.fullmatch(text) if len(text) <= MAX_WHOLE_DIGITS + MAX_SCALE + 2 else None
    if match is None:
        form = _("“%(text)s” is not a decimal number such as 12.50")
        raise BadAmount(Marked(form, text=text[:40]), field=field)
    if len(match[2]) > MAX_WHOLE_DIGITS:
        long = _("at most %(most)s digits before the point")
        raise BadAmount(Marked(long, most=MAX_WHOLE_DIGITS), field=field)
    if len(match[3] or "") > scale:
        fine = _("%(amount)s has more than %(scale)s decimals")
        raise BadAmount(Marked(fine, amount=text, scale=scale), field=field)
    return Decimal(text)


def plain(amount: Decimal) -> str:
    """Write an amount without exponent and keep its decimals, as JSON and pages show it."""
    return format(amount, "f")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of one asset, exactly at the asset's scale."""

    amount: Decimal
    asset: str

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal):
            raise TypeError("an amount is a Decimal")
        if not self.amount.is_finite():
            raise BadAmount(Marked(_("an amount is a finite number")))
        unit = quantum(scale_of(self.asset))
        fixed = round_to(self.amount, scale_of(self.asset), Rounding.HALF_EVEN)
        if fixed != self.amount:
            fine = _("%(amount)s %(asset)s is finer than %(unit)s")
            shown = {"amount": plain(self.amount), "unit": plain(unit)}
            raise BadAmount(Marked(fine, asset=self.asset, **shown))
        object.__setattr__(self, "amount", fixed)

    @classmethod
    def parse(cls, text: str, asset: str, *, field: str | None = None) -> Money:
        """Read a decimal string at the asset's scale."""
        return cls(parse_amount(text, scale=scale_of(asset), field=field), asset)

    @classmethod
    def zero(cls, asset: str) -> Money:
        """Give nothing of an asset."""
        return cls(Decimal(0), asset)

    def _same(self, other: Money) -> Decimal:
        if other.asset != self.asset:
            raise AssetMismatch(
                Marked(_("%(one)s and %(other)s do not mix"), one=self.asset, other=other.asset)
            )
        return other.amount

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + self._same(other), self.asset)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - self._same(other), self.asset)

    def __neg__(self) -> Money:
        return Money(-self.amount, self.asset)

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.amount <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        return self.amount > self._same(other)

    def __ge__(self, other: Money) -> bool:
        return self.amount >= self._same(other)

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __mul__(self, rate: Decimal | int) -> Unrounded:
        return Unrounded(self.amount * _exact(rate))

    def split(self, weights: Sequence[Decimal | int]) -> list[Money]:
        """Share out by weights; the parts sum to the whole (largest remainder)."""
        shares = largest_remainder(
            self.amount, [_exact(w) for w in weights], scale=scale_of(self.asset)
        )
        return [Money(share, self.asset) for share in shares]

    def __str__(self) -> str:
        return f"{plain(self.amount)} {self.asset}"


@dataclass(frozen=True, slots=True)
class Unrounded:
    """A product that has no asset's scale yet; only `to_money` turns it into money."""

    value: Decimal

    def __mul__(self, rate: Decimal | int) -> Unrounded:
        return Unrounded(self.value * _exact(rate))

    def __add__(self, other: Unrounded) -> Unrounded:
        return Unrounded(self.value + other.value)

    def to_money(self, asset: str, *, rounding: Rounding) -> Money:
        """Round once, to the asset's scale."""
        return Money(round_to(self.value, scale_of(asset), rounding), asset)


def _exact(number: Decimal | int) -> Decimal:
    if isinstance(number, bool) or not isinstance(number, Decimal | int):
        raise TypeError("money is multiplied by a Decimal or an int")
    return Decimal(number)
