"""Deals and balance operations: the records that all money follows."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import blake2b

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.trading import DealEntry, DealKind, PlatformDeal

from ..errors import BadAnswer
from ..messages import Message
from .book import CENTS_OF_UNIT, Book, digits_of, money, price
from .servertime import ServerTime

log = logging.getLogger(__name__)
ZERO = Decimal(0)
# Tickets of balance operations begin here: deals and operations count apart, each from one.
OPERATIONS = 10**15
COMMENT = 64
SIDES = {1: DealKind.BUY, 2: DealKind.SELL}
FILLED = frozenset({2, 3})
# What an operation of ours says of itself when it is a correction: the server has no such type.
CORRECTION_SOURCE = "CORRECTION"
CLOSED_POSITION = 2
TO_CREDIT = frozenset({19, 20})
# By what the vendor says of each type: 3, 4, 11, 12 are mirroring commission, 13 is what an
# introducing broker gives back, 18 is the rollover fee of swap-free accounts, in place of a swap.
KINDS = {
    0: DealKind.BALANCE, 1: DealKind.BALANCE, 3: DealKind.COMMISSION, 4: DealKind.COMMISSION,
    5: DealKind.AGENT, 6: DealKind.AGENT, 7: DealKind.AGENT, 8: DealKind.AGENT,
    9: DealKind.COMMISSION, 10: DealKind.COMMISSION, 11: DealKind.COMMISSION,
    12: DealKind.COMMISSION, 13: DealKind.AGENT, 14: DealKind.AGENT, 15: DealKind.DIVIDEND,
    16: DealKind.DIVIDEND, 17: DealKind.CHARGE, 18: DealKind.SWAP, 19: DealKind.CREDIT,
    20: DealKind.CREDIT, 21: DealKind.SWAP, 22: DealKind.SWAP, 23: DealKind.BALANCE,
    24: DealKind.BALANCE, 25: DealKind.BALANCE, 26: DealKind.BALANCE, 27: DealKind.FEE,
    28: DealKind.FEE, 29: DealKind.FEE, 30: DealKind.BALANCE, 31: DealKind.BALANCE,
    32: DealKind.BALANCE, 33: DealKind.BALANCE, 34: DealKind.FEE, 35: DealKind.FEE,
    36: DealKind.BALANCE, 37: DealKind.BALANCE, 38: DealKind.BONUS, 39: DealKind.SO_COMPENSATION,
}  # fmt: skip
REASONS = {
    0: "deposit", 1: "withdrawal", 36: "transfer", 37: "transfer", 17: "guaranteed_stop",
    18: "rollover", 21: "swap", 22: "swap", 35: "inactivity", 39: "stop_out",
}  # fmt: skip
REMEMBERED = 20_000


@dataclass(slots=True)
class Seen:
    """Digests as first read on a connection: the server marks no row that was edited."""

    _digests: dict[int, bytes] = field(default_factory=dict)

    def changed(self, ticket: int, digest: bytes) -> bool:
        """Whether a row is no longer what it was at its first reading."""
        known = self._digests.setdefault(ticket, digest)
        if len(self._digests) > REMEMBERED:
            del self._digests[next(iter(self._digests))]
        return known != digest


@dataclass(frozen=True, slots=True)
class DealMapper:
    """Maps rows under one reading of the catalogue and the clock; `logins` by trader id."""

    book: Book
    time: ServerTime
    logins: Mapping[int, int]
    seen: Seen = field(default_factory=Seen)

    def many(self, trades: Iterable[Message], operations: Iterable[Message]) -> list[PlatformDeal]:
        """Map rows; they come sorted by (server_time_ms, ticket)."""
        found = [self.trade(row) for row in trades if row.dealStatus in FILLED]
        found += [self.operation(row) for row in operations if row.operationType != CLOSED_POSITION]
        found.sort(key=lambda deal: (deal.server_time_ms, deal.ticket))
        return found

    def trade(self, row: Message) -> PlatformDeal:
        """Map a deal. Only a closing one moves money: profit, swap, fee and both sides' commission.

        The commission that an opening deal states is charged when its volume closes, so it is 0
        here: stated at both, it would be counted twice.

        Raises:
            BadAnswer: a side, account or lot that is not known.
        """
        lot = Decimal(self.book.lot_size(row.symbolId, row.lotSize))
        profit = commission = swap = fee = rate = entry_price = lots_closed = ZERO
        closing = row.HasField("closePositionDetail")
        if closing:
            detail = row.closePositionDetail
            digits = digits_of(detail) if detail.HasField("moneyDigits") else digits_of(row)
            profit, swap = money(detail.profit, digits), money(detail.swap, digits)
            commission = money(detail.commission, digits)
            fee = money(detail.pnlConversionFee, digits)
            rate, entry_price = (
                price(detail.quoteToDepositConversionRate),
                price(detail.entryPrice),
            )
            lots_closed = (detail.closedVolume or row.filledVolume) / lot
        digest = _digest(
            "D", row.dealId, row.traderId, row.orderId, row.positionId, row.symbolId, row.tradeSide,
            row.filledVolume, lots_closed, lot, row.executionPrice, entry_price, profit, swap,
            commission, fee, rate, row.executionTimestamp, row.comment, row.channel,
        )  # fmt: skip
        return PlatformDeal(
            ticket=row.dealId,
            login=self._login(row.traderId),
            kind=_side(row),
            entry=DealEntry.OUT if closing else DealEntry.IN,
            symbol=self.book.symbol_name(row.symbolId),
            position_id=row.positionId,
            order_id=row.orderId,
            lots=row.filledVolume / lot,
            lots_closed=lots_closed,
            contract_size=lot / CENTS_OF_UNIT,
            price=price(row.executionPrice),
            price_position=entry_price,
            profit=profit,
            commission=commission,
            swap=swap,
            fee=fee,
            balance_effect=profit + swap + commission + fee,
            credit_effect=ZERO,
            rate_profit=rate,
            comment=row.comment[:COMMENT],
            reason=row.channel.lower()[:24],
            server_time_ms=row.executionTimestamp,
            occurred_at=self.time.utc(row.executionTimestamp),
            modified=self.seen.changed(row.dealId, digest),
            digest=digest,
        )

    def operation(self, row: Message) -> PlatformDeal:
        """Map a row of the balance history.

        Raises:
            BadAnswer: an account that is not known.
        """
        ticket = OPERATIONS + row.balanceHistoryId
        amount = money(row.delta, digits_of(row))
        to_credit = row.operationType in TO_CREDIT
        comment = _comment(row)
        digest = _digest(
            "B", row.balanceHistoryId, row.traderId, row.operationType, row.source, amount,
            row.changeBalanceTimestamp, comment,
        )  # fmt: skip
        return PlatformDeal(
            ticket=ticket,
            login=self._login(row.traderId),
            kind=_kind(row),
            entry=DealEntry.NONE,
            symbol="",
            position_id=0,
            order_id=0,
            lots=ZERO,
            lots_closed=ZERO,
            contract_size=ZERO,
            price=ZERO,
            price_position=ZERO,
            profit=amount,
            commission=ZERO,
            swap=ZERO,
            fee=ZERO,
            balance_effect=ZERO if to_credit else amount,
            credit_effect=amount if to_credit else ZERO,
            rate_profit=ZERO,
            comment=comment,
            reason=REASONS.get(row.operationType, f"type_{row.operationType}"),
            server_time_ms=row.changeBalanceTimestamp,
            occurred_at=self.time.utc(row.changeBalanceTimestamp),
            modified=self.seen.changed(ticket, digest),
            digest=digest,
        )

    def _login(self, trader_id: int) -> int:
        login = self.logins.get(trader_id)
        if login is None:
            raise BadAnswer(
                Marked(
                    _("the server shows no account of trader %(trader_id)s"), trader_id=trader_id
                )
            )
        return login


def _side(row: Message) -> DealKind:
    kind = SIDES.get(row.tradeSide)
    if kind is None:
        raise BadAnswer(
            Marked(
                _("deal %(deal_id)s has the unknown side %(trade_side)s"),
                deal_id=row.dealId,
                trade_side=row.tradeSide,
            )
        )
    return kind


def _kind(row: Message) -> DealKind:
    kind = KINDS.get(row.operationType)
    if kind is None:
        log.warning("unknown balance operation type %s", row.operationType)
        return DealKind.CORRECTION
    if kind is DealKind.BALANCE and row.source == CORRECTION_SOURCE:
        return DealKind.CORRECTION
    return kind


def _comment(row: Message) -> str:
    """What was said of an operation; a reference of ours stands first."""
    text: str = row.comment or row.externalNote
    if row.externalId and row.externalId not in text.split():
        text = f"{row.externalId} {text}".strip()
    return text[:COMMENT]


def _digest(*parts: object) -> bytes:
    """Hash what is kept of a row, 16 bytes; a number counts by its value, not its form."""
    texts = [_plain(part) if type(part) is Decimal else str(part) for part in parts]
    return blake2b("\x1f".join(texts).encode(), digest_size=16).digest()


def _plain(number: Decimal) -> str:
    """Write a number without an exponent or needless zeros."""
    if not number:
        return "0"
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
