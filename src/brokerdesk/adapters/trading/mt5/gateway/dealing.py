"""Dealing as a manager over one connection. Nothing here is ever sent twice."""

import asyncio
import time
from datetime import datetime, timedelta

from brokerdesk.kit.clock import now
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.outcome import Accepted, Outcome, Rejected, Unknown, quoted
from brokerdesk.ports.trading import (
    CancelRequest,
    CloseRequest,
    OrderFate,
    PlatformDeal,
    PlatformError,
    Side,
)

from .. import wire
from ..errors import TEXTS, AnswerLost, BadAnswer, Proof, proof
from ..mapping import DealMapper
from ..mapping.money import integer, text
from ..names import Row, canonical
from ..wire import Answer
from .balance import SLACK
from .deals import read_deals
from .link import Link, outcome

EXECUTE, REMOVE_ORDER = "200", "204"
BUY, SELL = "0", "1"
PART_OF_LOT, SMALL_PART = 10_000, 100_000_000
DEALT = frozenset({10009, 10010})  # done, done in part
FILLED = frozenset({3, 4})  # states of an order: filled in part, filled
ASK_EVERY_S = 0.1


class Mt5Dealing:
    """Implements DealingPort."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._client = link.client

    async def close_position(self, request: CloseRequest) -> Outcome[int]:
        """DEALER_SEND of a deal against the position, then DEALER_UPDATES for its result."""
        done = await self._dealt(_body(request))
        if not isinstance(done, Accepted):
            return done
        deal = text(done.value, "ResultDeal")
        if not deal.isdecimal() or not int(deal):
            return Unknown(_unproved(done.value))
        return Accepted(int(deal))

    async def find_close(self, request: CloseRequest, since: datetime) -> PlatformDeal | None:
        """Look the request's reference up in the comments of the login's deals."""
        from_s = self._link.time.server_s(since - SLACK)
        to_s = self._link.time.server_s(now() + timedelta(days=1))
        rows = await read_deals(self._client, from_s, to_s, logins=(request.login,))
        mapper = DealMapper(self._link.time, await self._link.cents())
        for deal in mapper.many(rows):
            if deal.position_id == request.position and request.reference in deal.comment.split():
                return deal
        return None

    async def cancel_order(self, request: CancelRequest) -> Outcome[None]:
        """DEALER_SEND that removes the order, then DEALER_UPDATES for its result."""
        body = {
            "Action": REMOVE_ORDER,
            "Login": str(request.login),
            "Symbol": request.symbol,
            "Order": str(request.order),
            "Comment": request.reference,
        }
        done = await self._dealt(body)
        return Accepted(None) if isinstance(done, Accepted) else done

    async def order_fate(self, request: CancelRequest) -> OrderFate:
        """ORDER_GET while it waits, then HISTORY_GET for how it ended."""
        if await self._client.order_get(request.order) is not None:
            return OrderFate.WAITING
        ended = await self._client.history_get(request.order)
        filled = ended is not None and integer(ended, "State") in FILLED
        return OrderFate.FILLED if filled else OrderFate.GONE

    async def _dealt(self, body: Row) -> Outcome[Row]:
        """Send a dealer request and wait for its result; accepted when it was performed."""
        sent = await outcome(self._client.command("DEALER_SEND", {}, body=body), _number)
        if not isinstance(sent, Accepted):
            return sent
        try:
            return _result(await self._answer(sent.value))
        except (PlatformError, ValueError) as error:
            return Unknown(str(error) or type(error).__name__)

    async def _answer(self, number: int) -> Row:
        """Ask for the result until it is there or the patience ends."""
        patience_s = self._link.config.answer_timeout_s
        began = time.monotonic()
        while time.monotonic() - began < patience_s:
            answer = await self._client.command("DEALER_UPDATES", {"ID": number})
            found = wire.parse_json(answer.payload)
            parts = found.get(str(number)) if isinstance(found, dict) else None
            for part in parts or []:
                if "answer" in part:
                    return canonical(part["answer"])
            await asyncio.sleep(ASK_EVERY_S)
        raise AnswerLost(
            Marked(
                _("no result of dealer request %(number)s within %(patience_s)g s"),
                number=number,
                patience_s=patience_s,
            )
        )


def _body(request: CloseRequest) -> Row:
    """The opposite deal against the position, at the market's price."""
    volume = request.held if request.lots is None else request.lots
    return {
        "Action": EXECUTE,
        "Login": str(request.login),
        "Symbol": request.symbol,
        "Type": SELL if request.side is Side.BUY else BUY,
        "Volume": str(int(volume * PART_OF_LOT)),
        "VolumeExt": str(int(volume * SMALL_PART)),
        "Position": str(request.position),
        "Comment": request.reference,
    }


def _number(answer: Answer) -> int:
    value = answer.params.get("ID", "")
    if not value.isdecimal() or int(value) == 0:
        raise BadAnswer(Marked(_("DEALER_SEND: accepted without a number")))
    return int(value)


def _result(row: Row) -> Outcome[Row]:
    """What a dealer request's result proves; `ResultRetcode` is like "10009 Done"."""
    code, _sep, words = text(row, "ResultRetcode").partition(" ")
    number = int(code)
    if number in DEALT:
        return Accepted(row)
    verdict = proof(number)
    if verdict in {Proof.NOTHING, Proof.DONE}:
        return Unknown(_unproved(row))
    why = TEXTS.get(number) or quoted(words)
    return Rejected(code, why, retryable=verdict is Proof.NOT_DONE_NOW)


def _unproved(row: Row) -> str:
    code, _sep, words = text(row, "ResultRetcode").partition(" ")
    return Marked(_("the dealer request ended with %(code)s %(words)s"), code=code, words=words)
