"""Dealing as a manager over the Manager API. Nothing here is ever sent twice."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.outcome import Accepted, Outcome, Rejected, Unknown
from brokerdesk.ports.trading import CloseRequest, PlatformDeal, PlatformError

from ..commands import CLOSE_POSITION, DEALS_OF_POSITION, EXECUTION, ORDER_ERROR
from ..errors import AnswerLost, BadAnswer, NotSent
from ..frames import ERROR, decoded
from ..mapping.deals import FILLED
from ..messages import Message
from .link import Link, nothing_sent, verdict
from .lists import newest_first
from .traders import LATEST_MS

CHANNEL = "ManagerAPI"
# Execution types that end a request without a deal.
EXPIRED, REJECTED = 6, 7
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

        def ends(envelope: Message) -> bool:
            return _result(envelope, request.position, by_id=bool(envelope.clientMsgId)) is not None

        fields = {"traderId": known.trader_id, "positionId": request.position, "volume": volume}
        try:
            envelope = await self._link.stream.trade(
                CLOSE_POSITION, ends, channel=CHANNEL, **fields
            )
            result = _result(envelope, request.position, by_id=True)
        except NotSent as error:
            return Rejected("not_sent", str(error), retryable=True)
        except (AnswerLost, BadAnswer) as error:
            result = Unknown(str(error))
        result = result or Unknown(Marked(_("the request to close was answered by something else")))
        if isinstance(result, Unknown):
            await self._link.close()
        return result

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
