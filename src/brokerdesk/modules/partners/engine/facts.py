"""What the engine is given: deals, symbols, partners of a chain, exchange rates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from brokerdesk.kit.texts import noop as _

from .numbers import ONE, ZERO, divide, mul
from .reading import CaseError


@dataclass(frozen=True, slots=True, kw_only=True)
class DealFact:
    """A closed trade. `commission` is what the platform booked: negative where it charged."""

    id: str
    client: str
    symbol: str
    account_type: str
    lots: Decimal
    lot_modifier: Decimal = ONE
    opened_at: datetime
    closed_at: datetime
    open_price: Decimal
    close_price: Decimal
    spread_points: Decimal = ZERO
    commission: Decimal = ZERO
    markup_points: Decimal = ZERO
    profit: Decimal = ZERO
    currency: str


@dataclass(frozen=True, slots=True)
class SymbolFact:
    """A symbol; `quote_to_plan` is one unit of its quote currency in plan currency."""

    symbol: str
    group: str
    contract_size: Decimal
    point: Decimal
    pip: Decimal
    quote_to_plan: Decimal


@dataclass(frozen=True, slots=True)
class Link:
    """A partner in the chain as of the deal."""

    partner_id: str
    active: bool = True
    rank: str | None = None
    rate: Decimal | None = None
    multiplier: Decimal = ONE


@dataclass(frozen=True, slots=True)
class Flags:
    """What is known of a deal's client and account and keeps the whole deal from paying."""

    self_referral: bool = False
    excluded: bool = False


class Used(NamedTuple):
    """The rate that a conversion used: `divided` where the pair was the inverse."""

    pair: str
    rate: Decimal
    divided: bool


class NoRate(CaseError):
    """A needed exchange rate is absent; its key is the pair."""


class Rates:
    """Exchange rates by pair: "EUR/USD" is one EUR in USD."""

    __slots__ = ("_table",)

    def __init__(self, table: Mapping[str, Decimal]) -> None:
        self._table = table

    def convert(self, amount: Decimal, source: str, target: str) -> tuple[Decimal, Used | None]:
        """Turn an amount into another currency, directly or by the inverse pair.

        Raises:
            NoRate: neither pair is known. A zero is zero in every currency.
        """
        if source == target or not amount:
            return amount, None
        pair, inverse = f"{source}/{target}", f"{target}/{source}"
        rate = self._table.get(pair)
        if rate is not None:
            return mul(amount, rate), Used(pair, rate, False)
        rate = self._table.get(inverse)
        if not rate:
            raise NoRate(pair, _("there is no exchange rate"))
        return divide(amount, rate), Used(inverse, rate, True)
