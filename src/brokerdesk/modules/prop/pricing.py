"""What a purchase costs, line by line. Pure; amounts are of one currency."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from brokerdesk.kit.exact import EXACT, ZERO, plain
from brokerdesk.kit.money import scale_of
from brokerdesk.kit.rounding import Rounding, round_to


@dataclass(frozen=True, slots=True)
class Part:
    """A price beside the fee: `percent` of it, or `money`; exactly one is given."""

    what: str
    code: str
    title: str
    percent: Decimal | None = None
    money: Decimal | None = None

    def of(self, base: Decimal, currency: str) -> Decimal:
        """The amount, rounded half up to the currency."""
        exact = self.money or ZERO
        if self.percent is not None:
            exact = EXACT.multiply(base, self.percent) / 100
        return round_to(exact, scale_of(currency), Rounding.HALF_UP)


@dataclass(frozen=True, slots=True)
class PriceLine:
    """One line of a price. what: fee, addon, coupon, or the kind of a second chance."""

    what: str
    code: str
    title: str
    amount: Decimal

    def row(self) -> dict[str, str]:
        """The line as an order keeps it."""
        return {
            "what": self.what, "code": self.code, "title": self.title,
            "amount": plain(self.amount) if self.amount else "0",
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Price:
    """All lines and what they sum to, never below zero."""

    lines: tuple[PriceLine, ...]
    total: Decimal
    currency: str


def price_of(base: PriceLine, addons: Iterable[Part], coupon: Part | None, currency: str) -> Price:
    """Fee, add-ons (each of the fee), less a coupon (of both, at most all of it)."""
    lines = [base]
    lines += [
        PriceLine(one.what, one.code, one.title, one.of(base.amount, currency)) for one in addons
    ]
    total = sum((line.amount for line in lines), ZERO)
    if coupon is not None:
        less = min(coupon.of(total, currency), total)
        lines.append(PriceLine(coupon.what, coupon.code, coupon.title, -less))
        total -= less
    return Price(tuple(lines), total, currency)
