"""Dealing as a manager at one bridge. Nothing here is ever sent twice."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.outcome import Outcome, Rejected
from brokerdesk.ports.trading import (
    CancelRequest,
    CloseRequest,
    OrderFate,
    PlatformDeal,
    PlatformError,
    Side,
)

from ..api import Call
from ..errors import BadAnswer
from ..mapping import is_deal
from ..mapping.deals import command
from ..mapping.values import cut, integer, lots, moment, price
from ..names import BUY, COMMANDS, SELL, Row
from ..wire import body_text
from .balance import COMMENT_BYTES
from .link import Link, nothing, nothing_sent

SIDES = {Side.BUY: BUY, Side.SELL: SELL}
HUNDREDTH = Decimal("0.01")
# Clocks differ by less than this beyond their offset, which is a quarter of an hour's.
SLACK = timedelta(seconds=60)


class Mt4Dealing:
    """Implements DealingPort."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._api = link.api

    async def close_position(self, request: CloseRequest) -> Outcome[int]:
        """BrClose at the current opposite price; a part leaves the rest on a new ticket."""
        volume = _wanted(request)
        if volume <= 0 or volume > request.held or volume % HUNDREDTH:
            return Rejected("volume", Marked(_("the volume is not a part of what is held")))
        try:
            row = await self._api.row(f"TradeRecordRequest/{request.position}")
            if row is None or not _is_open(row, request):
                return Rejected("gone", Marked(_("the position is closed already")))
            quote = await self._api.get("SymbolInfoGet", {"symbol": request.symbol})
            at = price(quote, "bid" if request.side is Side.BUY else "ask")
        except PlatformError as error:
            return nothing_sent(error)
        if at <= 0:
            return Rejected("TradeOffQuotes", Marked(_("there is no price now")), retryable=True)
        body = {
            "tradeTransactionType": "BrClose",
            "tradeCommand": COMMANDS[SIDES[request.side]],
            "order": request.position,
            "orderBy": request.login,
            "symbol": request.symbol,
            "volume": int(volume / HUNDREDTH),
            "price": at,
            "comment": cut(request.reference, COMMENT_BYTES, self._link.config.code_page),
        }
        call = Call("POST", "TradeTransaction", body=body_text(body))
        sent = self._api.change(call, request.reference)
        return await self._link.outcome(sent, lambda data: _closed(data, request))

    async def find_close(self, request: CloseRequest, since: datetime) -> PlatformDeal | None:
        """The ticket itself, when it closed with the volume that was asked for.

        A ticket closes once: it bears our reference, or closed since the instant.
        """
        row = await self._api.row(f"TradeRecordRequest/{request.position}")
        if row is None or not is_deal(row) or integer(row, "login") != request.login:
            return None
        if lots(row) != _wanted(request):
            return None
        deal = (await self._link.mapper([row])).one(row)
        ours = request.reference in deal.comment.split()
        return deal if ours or deal.occurred_at >= since - SLACK else None

    async def cancel_order(self, request: CancelRequest) -> Outcome[None]:
        """BrDelete of the ticket, which then stays in the history without a result."""
        try:
            row = await self._order(request)
        except PlatformError as error:
            return nothing_sent(error)
        if row is None or _fate(row) is not OrderFate.WAITING:
            return Rejected("gone", Marked(_("the order does not wait any more")))
        body = {
            "tradeTransactionType": "BrDelete",
            "tradeCommand": COMMANDS[command(row)],
            "order": request.order,
            "orderBy": request.login,
            "symbol": request.symbol,
            "comment": cut(request.reference, COMMENT_BYTES, self._link.config.code_page),
        }
        call = Call("POST", "TradeTransaction", body=body_text(body))
        return await self._link.outcome(self._api.change(call, request.reference), nothing)

    async def order_fate(self, request: CancelRequest) -> OrderFate:
        """The ticket itself: a trade once it was filled, closed without one when it was deleted."""
        row = await self._order(request)
        return OrderFate.GONE if row is None else _fate(row)

    async def _order(self, request: CancelRequest) -> Row | None:
        row = await self._api.row(f"TradeRecordRequest/{request.order}")
        return row if row is not None and integer(row, "login") == request.login else None


def _wanted(request: CloseRequest) -> Decimal:
    return request.held if request.lots is None else request.lots


def _is_open(row: Row, request: CloseRequest) -> bool:
    same = integer(row, "login") == request.login and command(row) == SIDES[request.side]
    return same and not moment(row, "closeTime")


def _fate(row: Row) -> OrderFate:
    if command(row) in SIDES.values():
        return OrderFate.FILLED
    return OrderFate.GONE if moment(row, "closeTime") else OrderFate.WAITING


def _closed(data: Any, request: CloseRequest) -> int:
    """The ticket that closed: it is the deal.

    Raises:
        BadAnswer: the answer is about another one.
    """
    if not isinstance(data, dict) or integer(data, "order", request.position) != request.position:
        raise BadAnswer(Marked(_("TradeTransaction: closed without saying what")))
    return request.position
