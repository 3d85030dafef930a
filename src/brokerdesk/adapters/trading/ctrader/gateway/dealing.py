"""Dealing as a manager over the Manager API. Nothing here is ever sent twice."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.outcome import Accepted, Outcome, Rejected, Unknown
from brokerdesk.ports.trading import (
    CancelRequest,
    CloseRequest,
    OrderFate,
    PlatformDeal,
    PlatformError,
)

from ..commands import (
    CANCEL_ORDER,
    CLOSE_POSITION,
    DEALS_OF_POSITION,
    EXECUTION,
    ORDER_ERROR,
    Command,
)
from ..errors import AnswerLost, BadAnswer, NotSent
from ..frames import ERROR, decoded
from ..mapping.deals import FILLED
from ..messages import Message
from .history import History
from .link import Link, nothing_sent, verdict
from .lists import newest_first
from .positions import waiting_orders
from .traders import LATEST_MS

T = TypeVar("T")
CHANNEL = "ManagerAPI"
# Execution types that end a request without a deal.
CANCELLED, EXPIRED, REJECTED, CANCEL_REJECTED = 5, 6, 7, 8
# Our measure of the server's clock is about so good; a longer look back could find another close.
CLOCK_SLACK = timedelta(seconds=1)


class CTraderDealing:
    """Implements DealingPort."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def close_position(self, request: CloseRequest) -> Outcome[int]:
        """ClosePosition; executions or an order error answer it."""
        try:
            known = await self._link.traders.by_login(request.login)
            volume = await self._volume(request)
        except PlatformError as error:
            return nothing_sent(error)
        if known is None:
            return Rejected("TRADER_NOT_FOUND", Marked(_("there is no such account")))

        def judge(envelope: Message, by_id: bool) -> Outcome[int] | None:
            return _result(envelope, request.position, by_id=by_id)

        fields = {"traderId": known.trader_id, "positionId": request.position, "volume": volume}
        return await self._traded(CLOSE_POSITION, judge, channel=CHANNEL, **fields)

    async def _traded(
        self,
        command: Command,
        judge: Callable[[Message, bool], Outcome[T] | None],
        **fields: object,
    ) -> Outcome[T]:
        """Send a request that events answer; `judge` says what one proves, None for nothing yet.

        Its second argument: whether the event bears the request's id.
        """

        def ends(envelope: Message) -> bool:
            return judge(envelope, bool(envelope.clientMsgId)) is not None

        try:
            result = judge(await self._link.stream.trade(command, ends, **fields), True)
        except NotSent as error:
            return Rejected("not_sent", str(error), retryable=True)
        except (AnswerLost, BadAnswer) as error:
            result = Unknown(str(error))
        result = result or Unknown(Marked(_("the request was answered by something else")))
        if isinstance(result, Unknown):
            await self._link.close()
        return result

    async def cancel_order(self, request: CancelRequest) -> Outcome[None]:
        """CancelOrder; an execution or an order error answers it."""
        try:
            known = await self._link.traders.by_login(request.login)
        except PlatformError as error:
            return nothing_sent(error)
        if known is None:
            return Rejected("TRADER_NOT_FOUND", Marked(_("there is no such account")))

        def judge(envelope: Message, by_id: bool) -> Outcome[None] | None:
            return _cancelled(envelope, request.order, by_id=by_id)

        fields = {"traderId": known.trader_id, "orderId": request.order}
        return await self._traded(CANCEL_ORDER, judge, **fields)

    async def order_fate(self, request: CancelRequest) -> OrderFate:
        """PendingOrderList of the account, then its deals since the order was placed."""
        known = await self._link.traders.by_login(request.login)
        if known is None:
            return OrderFate.GONE
        stream = self._link.stream
        async for row in waiting_orders(stream, known.trader_id):
            if row.orderId == request.order:
                return OrderFate.WAITING
        await self._link.measure()
        ahead = timedelta(seconds=self._link.time.ahead_s)
        from_ms = int((request.placed_at + ahead - CLOCK_SLACK).timestamp() * 1000)
        async for deal in History(stream).trades([known.trader_id], from_ms, LATEST_MS):
            if deal.orderId == request.order and deal.dealStatus in FILLED:
                return OrderFate.FILLED
        return OrderFate.GONE

    async def _volume(self, request: CloseRequest) -> int:
        """Lots as the server counts a symbol's volume."""
        book = await self._link.catalog.book()
        lots: Decimal = request.held if request.lots is None else request.lots
        return int(lots * book.lot_size(book.symbol_ids.get(request.symbol, 0), 0))

    async def find_close(self, request: CloseRequest, since: datetime) -> PlatformDeal | None:
        """Find the newest close of the position by a manager, of that volume, since an instant.

        A request has no place for a reference, so channel, volume and time stand for it.
        """
        volume = await self._volume(request)
        await self._link.measure()
        ahead = timedelta(seconds=self._link.time.ahead_s)
        from_ms = int((since + ahead - CLOCK_SLACK).timestamp() * 1000)

        async def chunk(first: int, last: int) -> tuple[Sequence[Message], bool]:
            answer = await self._link.stream.ask(
                DEALS_OF_POSITION,
                positionId=request.position,
                fromTimestamp=first,
                toTimestamp=last,
            )
            return answer.deal, answer.hasMore

        found = [
            row
            async for row in newest_first(
                chunk, lambda row: (row.dealId, row.executionTimestamp), from_ms, LATEST_MS
            )
            if _is_close(row) and row.channel == CHANNEL and row.filledVolume == volume
        ]
        if not found:
            return None
        row = max(found, key=lambda item: int(item.executionTimestamp))
        return (await self._link.mapper([row.traderId], [row.symbolId])).trade(row)


def _is_close(row: Message) -> bool:
    return row.HasField("closePositionDetail") and row.dealStatus in FILLED


def _result(
    envelope: Message, position: int, *, by_id: bool
) -> Accepted[int] | Rejected | Unknown | None:
    """What an envelope proves about a close; None when the end is still to come.

    Without the request's id it is the answer only when it closes that position on our channel.
    """
    number = envelope.payloadType
    if number == ERROR:
        error = decoded("Error", envelope.payload)
        return verdict(error.errorCode[:60], error.description[:200])
    if number == ORDER_ERROR:
        error = decoded("OrderError", envelope.payload)
        ours = by_id or error.positionId == position
        return verdict(error.errorCode[:60], error.description[:200]) if ours else None
    if number != EXECUTION:
        return None
    event = decoded("Execution", envelope.payload)
    deal = event.deal
    if _is_close(deal) and deal.positionId == position and (by_id or deal.channel == CHANNEL):
        return Accepted(deal.dealId)
    if by_id and event.executionType in {EXPIRED, REJECTED}:
        return verdict(event.errorCode[:60] or "TRADING_NOT_ALLOWED", "")
    return None


def _cancelled(
    envelope: Message, order: int, *, by_id: bool
) -> Accepted[None] | Rejected | Unknown | None:
    """What an envelope proves about a cancellation; None when the end is still to come.

    Without the request's id it is the answer only when that order ended.
    """
    number = envelope.payloadType
    if number == ERROR:
        error = decoded("Error", envelope.payload)
        return verdict(error.errorCode[:60], error.description[:200])
    if number == ORDER_ERROR:
        error = decoded("OrderError", envelope.payload)
        ours = by_id or error.orderId == order
        return verdict(error.errorCode[:60], error.description[:200]) if ours else None
    if number != EXECUTION:
        return None
    event = decoded("Execution", envelope.payload)
    if event.order.orderId == order and event.executionType in {CANCELLED, EXPIRED}:
        return Accepted(None)
    if by_id and event.executionType in {REJECTED, CANCEL_REJECTED}:
        return verdict(event.errorCode[:60] or "TRADING_NOT_ALLOWED", "")
    return None
