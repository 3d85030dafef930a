"""Deals: the record that all money follows. Tens of thousands are mapped in a second."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from hashlib import blake2b

from brokerdesk.kit.cents import ONE, Cents
from brokerdesk.kit.servertime import ServerTime
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.trading import DealEntry, DealKind, PlatformDeal

from ..errors import BadAnswer
from ..names import Row
from .money import decimal, integer, lots, text

log = logging.getLogger(__name__)

KINDS = {
    0: DealKind.BUY,
    1: DealKind.SELL,
    2: DealKind.BALANCE,
    3: DealKind.CREDIT,
    4: DealKind.CHARGE,
    5: DealKind.CORRECTION,
    6: DealKind.BONUS,
    7: DealKind.COMMISSION,
    8: DealKind.COMMISSION,
    9: DealKind.COMMISSION,
    10: DealKind.AGENT,
    11: DealKind.AGENT,
    12: DealKind.INTEREST,
    13: DealKind.BUY_CANCELED,
    14: DealKind.SELL_CANCELED,
    15: DealKind.DIVIDEND,
    16: DealKind.DIVIDEND,
    17: DealKind.TAX,
    18: DealKind.AGENT,
    19: DealKind.SO_COMPENSATION,
    20: DealKind.SO_COMPENSATION_CREDIT,
}
TRADES = frozenset({0, 1, 13, 14})
TO_CREDIT = frozenset({3, 20})
ENTRIES = {0: DealEntry.IN, 1: DealEntry.OUT, 2: DealEntry.INOUT, 3: DealEntry.OUT_BY}
REASONS = (
    "client", "expert", "dealer", "stop_loss", "take_profit", "stop_out", "rollover",
    "external_client", "variation_margin", "gateway", "signal", "settlement", "transfer", "sync",
    "external_service", "migration", "mobile", "web", "split",
)  # fmt: skip
# What a rescan compares. The time is the raw server number, so that a change of the server's
# offset edits nothing; ModifyFlags alone changes nothing that is kept.
DIGESTED = (
    "Deal", "Login", "Order", "Action", "Entry", "Reason", "Symbol", "PositionID", "Comment",
)  # fmt: skip
DIGESTED_NUMBERS = (
    "Price", "PricePosition", "Profit", "Storage", "Commission", "Fee", "ContractSize",
    "RateProfit",
)  # fmt: skip
_CENT_PLACES = {digits: Decimal(1).scaleb(-digits) for digits in range(9)}


@dataclass(slots=True)
class DealMapper:
    """Maps deals under one reading of the server's clock."""

    time: ServerTime
    cents: Cents = field(default_factory=Cents)
    _days: dict[int, datetime] = field(default_factory=dict)

    def many(self, rows: Iterable[Row]) -> list[PlatformDeal]:
        """Map rows; they come sorted by (server_time_ms, ticket)."""
        found = [self.one(row) for row in rows]
        found.sort(key=lambda deal: (deal.server_time_ms, deal.ticket))
        return found

    def one(self, row: Row) -> PlatformDeal:
        """Map one row.

        Raises:
            BadAnswer: an action or entry that is not known, or a field that is no number.
        """
        action, login = integer(row, "Action", -1), integer(row, "Login")
        kind = KINDS.get(action)
        if kind is None:
            raise BadAnswer(
                Marked(
                    _("deal %(deal)s has the unknown action %(action)s"),
                    deal=text(row, "Deal")[:20],
                    action=action,
                )
            )
        profit, commission = decimal(row, "Profit"), decimal(row, "Commission")
        swap, fee = decimal(row, "Storage"), decimal(row, "Fee")
        cents = self.cents.of(login)
        if cents is not ONE:
            profit, commission, swap, fee = (
                part / cents for part in (profit, commission, swap, fee)
            )
        money = swap + commission + fee
        to_credit = action in TO_CREDIT
        digits = integer(row, "DigitsCurrency", 2) + (cents.adjusted() if cents is not ONE else 0)
        time_ms = integer(row, "TimeMsc") or integer(row, "Time") * 1000
        volume = lots(row, "Volume")
        return PlatformDeal(
            ticket=integer(row, "Deal"),
            login=login,
            kind=kind,
            entry=_entry(row) if action in TRADES else DealEntry.NONE,
            symbol=text(row, "Symbol"),
            position_id=integer(row, "PositionID"),
            order_id=integer(row, "Order"),
            lots=volume,
            lots_closed=lots(row, "VolumeClosed"),
            contract_size=decimal(row, "ContractSize"),
            price=decimal(row, "Price"),
            price_position=decimal(row, "PricePosition"),
            profit=profit,
            commission=commission,
            swap=swap,
            fee=fee,
            balance_effect=_round(money if to_credit else profit + money, digits),
            credit_effect=_round(profit, digits) if to_credit else _CENT_PLACES[0] * 0,
            rate_profit=decimal(row, "RateProfit"),
            comment=text(row, "Comment"),
            reason=reason(integer(row, "Reason")),
            server_time_ms=time_ms,
            occurred_at=self._utc(time_ms),
            modified=integer(row, "ModifyFlags") != 0,
            digest=digest(row, time_ms),
        )

    def _utc(self, time_ms: int) -> datetime:
        """As `ServerTime.utc`, remembered by quarter of an hour: offsets change at none other."""
        quarter, rest = divmod(time_ms, 900_000)
        start = self._days.get(quarter)
        if start is None:
            if len(self._days) > 100_000:
                self._days.clear()
            start = self._days[quarter] = self.time.utc(quarter * 900_000)
        return start + timedelta(milliseconds=rest)


def _entry(row: Row) -> DealEntry:
    number = integer(row, "Entry", -1)
    entry = ENTRIES.get(number)
    if entry is None:
        raise BadAnswer(
            Marked(
                _("deal %(deal)s has the unknown entry %(number)s"),
                deal=text(row, "Deal")[:20],
                number=number,
            )
        )
    return entry


def _round(amount: Decimal, digits: int) -> Decimal:
    places = _CENT_PLACES.get(digits)
    if places is None:
        raise BadAnswer(Marked(_("a currency has %(digits)s digits"), digits=digits))
    return amount.quantize(places, ROUND_HALF_UP)


def reason(number: int) -> str:
    """Name why a deal came about; an unknown number keeps its number."""
    if 0 <= number < len(REASONS):
        return REASONS[number]
    log.warning("unknown deal reason %s", number)
    return f"unknown_{number}"


def _plain(value: object) -> str:
    """A number's shortest form: builds differ in trailing zeros."""
    number = str(value or "0")
    if "." in number:
        number = number.rstrip("0").rstrip(".")
    return number if number not in {"-0", ""} else "0"


def digest(row: Row, time_ms: int) -> bytes:
    """Hash what is kept of a deal, 16 bytes."""
    parts = [str(row.get(name) or "") for name in DIGESTED]
    parts += [_plain(row.get(name)) for name in DIGESTED_NUMBERS]
    volumes = (lots(row, "Volume"), lots(row, "VolumeClosed"))
    parts += [_plain(f"{volume:f}") for volume in volumes]
    parts.append(str(time_ms))
    return blake2b("\x1f".join(parts).encode(), digest_size=16).digest()
