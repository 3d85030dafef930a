"""Closed tickets as deals: the record that all money follows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from hashlib import blake2b

from brokerdesk.kit.cents import ONE, Cents
from brokerdesk.kit.servertime import ServerTime
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.trading import DealEntry, DealKind, PlatformDeal

from ..comments import RowKinds
from ..errors import BadAnswer
from ..names import BALANCE, BUY, CREDIT, SELL, Row, command_of
from .values import CENT, ZERO, integer, lots, moment, money, price, text

# A ticket that was a purchase ends with a sale, and the other way round.
KINDS = {
    BUY: DealKind.SELL,
    SELL: DealKind.BUY,
    BALANCE: DealKind.BALANCE,
    CREDIT: DealKind.CREDIT,
}
QUARTER_MS = 900_000


def command(row: Row) -> int:
    """The trade command of a record or of a live update.

    Raises:
        BadAnswer: it is not known.
    """
    value = row.get("tradeCommand", row.get("cmd"))
    number = command_of(value)
    if number is None:
        raise BadAnswer(
            Marked(
                _("order %(order)s has the unknown command %(value)r"),
                order=integer(row, "order"),
                value=str(value)[:20],
            )
        )
    return number


def is_deal(row: Row) -> bool:
    """Whether a record moved money: closed trades, balance and credit. Deleted orders did not."""
    number = command(row)
    return number in {BALANCE, CREDIT} or (number in KINDS and moment(row, "closeTime") > 0)


@dataclass(slots=True)
class DealMapper:
    """Maps closed tickets under one reading of the server's clock.

    sizes: contract sizes by symbol; a symbol that is gone has none.
    kinds: what balance rows are by their comments. The digest does not know it: another setting
    edits nothing that the server keeps, and what was booked stays booked.
    """

    time: ServerTime
    sizes: Mapping[str, Decimal] = field(default_factory=dict)
    cents: Cents = field(default_factory=Cents)
    kinds: RowKinds = field(default_factory=RowKinds)
    _quarters: dict[int, datetime] = field(default_factory=dict)

    def many(self, rows: Iterable[Row]) -> list[PlatformDeal]:
        """Map what are deals among rows; they come sorted by (server_time_ms, ticket)."""
        found = [self.one(row) for row in rows if is_deal(row)]
        found.sort(key=lambda deal: (deal.server_time_ms, deal.ticket))
        return found

    def one(self, row: Row) -> PlatformDeal:
        """Map one closed ticket, from a record or a live update alike.

        Raises:
            BadAnswer: a command that is not known, or a field that is no number.
        """
        number, login = command(row), integer(row, "login")
        ticket, symbol, volume = integer(row, "order"), text(row, "symbol"), lots(row)
        profit, commission = money(row, "profit"), money(row, "commission")
        swap, fee = money(row, "storage"), money(row, "taxes")
        prices = price(row, "openPrice"), price(row, "closePrice")
        times = moment(row, "openTime"), moment(row, "closeTime") or moment(row, "openTime")
        comment = text(row, "comment")
        kept = (ticket, login, number, symbol, comment, *times)
        numbers = (volume, *prices, profit, commission, swap, fee)
        factor = self.cents.of(login)
        places = CENT
        if factor is not ONE:
            profit, commission, swap, fee = (
                part / factor for part in (profit, commission, swap, fee)
            )
            places = CENT / factor
        is_trade, to_credit = number in {BUY, SELL}, number == CREDIT
        costs = commission + swap + fee
        moved = costs if to_credit else profit + costs
        return PlatformDeal(
            ticket=ticket,
            login=login,
            kind=self.kinds.of(comment) if number == BALANCE else KINDS[number],
            entry=DealEntry.OUT if is_trade else DealEntry.NONE,
            symbol=symbol,
            position_id=ticket if is_trade else 0,
            order_id=ticket,
            lots=volume,
            lots_closed=volume,
            contract_size=self.sizes.get(symbol, ZERO),
            price=prices[1],
            price_position=prices[0],
            profit=profit,
            commission=commission,
            swap=swap,
            fee=fee,
            balance_effect=moved.quantize(places, ROUND_HALF_UP),
            credit_effect=profit.quantize(places, ROUND_HALF_UP) if to_credit else ZERO,
            rate_profit=ZERO,
            comment=comment,
            reason=reason(comment) if is_trade else "",
            server_time_ms=times[1] * 1000,
            occurred_at=self._utc(times[1] * 1000),
            modified=False,
            digest=digest(kept, numbers),
            opened_at=self._utc(times[0] * 1000) if is_trade else None,
        )

    def _utc(self, time_ms: int) -> datetime:
        """As `ServerTime.utc`, remembered by quarter of an hour: offsets change at none other."""
        quarter, rest = divmod(time_ms, QUARTER_MS)
        start = self._quarters.get(quarter)
        if start is None:
            start = self._quarters[quarter] = self.time.utc(quarter * QUARTER_MS)
        return start + timedelta(milliseconds=rest)


def reason(comment: str) -> str:
    """Name why a trade closed, by the mark that the server leaves in its comment.

    The record's own reason says who opened the trade, and live updates have none.
    """
    if comment.endswith("[sl]"):
        return "stop_loss"
    if comment.endswith("[tp]"):
        return "take_profit"
    return "stop_out" if comment.startswith("so:") else ""


def digest(kept: Iterable[object], numbers: Iterable[Decimal]) -> bytes:
    """Hash what is kept of a deal, 16 bytes, whatever the form of its numbers.

    The time is the raw server number, so that a change of the server's offset edits nothing; the
    contract size is the symbol's, not the deal's.
    """
    parts = [str(value) for value in kept]
    parts += [plain(number) for number in numbers]
    return blake2b("\x1f".join(parts).encode(), digest_size=16).digest()


def plain(number: Decimal) -> str:
    """A number's shortest form."""
    shown = f"{number:f}"
    if "." in shown:
        shown = shown.rstrip("0").rstrip(".")
    return shown if shown != "-0" else "0"
