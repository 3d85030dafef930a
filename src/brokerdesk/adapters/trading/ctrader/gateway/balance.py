"""Money, by the WebServices. Nothing here is ever sent twice."""

import json
from datetime import datetime, timedelta
from decimal import Decimal

from brokerdesk.kit.clock import now
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.outcome import Accepted, Outcome, Rejected
from brokerdesk.ports.trading import PlatformDeal

from ..errors import BadAnswer
from ..mapping import CORRECTION_SOURCE, OPERATIONS
from ..rest import Row
from .accounts import PATH
from .history import History
from .link import Link

SOURCE = "CRM"
COMMENT = 60
BALANCE = ("DEPOSIT", "WITHDRAW")
CREDIT = ("DEPOSIT_NONWITHDRAWABLE_BONUS", "WITHDRAW_NONWITHDRAWABLE_BONUS")
# The server's clock may be off, and change, by an hour.
SLACK = timedelta(hours=2)


class CTraderBalance:
    """Implements BalancePort."""

    def __init__(self, link: Link, history: History) -> None:
        self._link = link
        self._history = history

    async def change_balance(
        self, login: int, amount: Decimal, *, reference: str, comment: str
    ) -> Outcome[int]:
        """Deposit or withdraw."""
        return await self._move(login, BALANCE, amount, _note(reference, comment), SOURCE)

    async def change_credit(
        self, login: int, amount: Decimal, *, reference: str, comment: str
    ) -> Outcome[int]:
        """Give or take non-withdrawable bonus, which is cTrader's credit."""
        return await self._move(login, CREDIT, amount, _note(reference, comment), SOURCE)

    async def correct_balance(
        self, login: int, amount: Decimal, *, reference: str, comment: str
    ) -> Outcome[int]:
        """Deposit or withdraw, marked as a correction by its source."""
        note = _note(reference, comment)
        return await self._move(login, BALANCE, amount, note, CORRECTION_SOURCE)

    async def find_operation(
        self, login: int, reference: str, since: datetime
    ) -> PlatformDeal | None:
        """Look a reference up in a login's balance history since an instant."""
        known = await self._link.traders.by_login(login)
        if known is None:
            return None
        time = self._link.time
        from_ms = time.server_ms(since - SLACK)
        to_ms = time.server_ms(now() + timedelta(days=1))
        async for row in self._history.operations(known.trader_id, from_ms, to_ms):
            words = {*row.comment.split(), *row.externalNote.split(), row.externalId}
            if reference in words and row.delta:
                mapper = await self._link.mapper([known.trader_id], [])
                return mapper.operation(row)
        return None

    async def _move(
        self, login: int, kinds: tuple[str, str], amount: Decimal, note: str, source: str
    ) -> Outcome[int]:
        """Send one operation; the free margin is checked by the server."""
        if not amount.is_finite() or not amount:
            return Rejected("amount", Marked(_("the amount is zero or no number")))
        body = {
            "login": login,
            "type": kinds[amount < 0],
            "comment": note,
            "externalNote": note,
            "externalId": note.split(" ", 1)[0],
            "source": source,
        }
        rest, path = self._link.rest, f"{PATH}/{login}/changebalance"
        text = _with_amount(body, abs(amount))
        outcome = await self._link.change(lambda: rest.send("POST", path, text), _ticket)
        if isinstance(outcome, Accepted):
            self._history.note(outcome.value, self._link.time.server_ms(now()))
        return outcome


def _with_amount(body: Row, amount: Decimal) -> str:
    """Write the amount as the number it is: as a binary fraction it could be another."""
    return f'{json.dumps(body)[:-1]}, "preciseAmount": {amount:f}}}'


def _note(reference: str, comment: str) -> str:
    """Put the reference in front."""
    if not reference or len(reference) > 16 or " " in reference:
        raise ValueError("a reference has 1 to 16 characters and no blank")
    if reference in comment.split():
        comment = " ".join(word for word in comment.split() if word != reference)
    return f"{reference} {comment}".strip()[:COMMENT]


def _ticket(row: Row) -> int:
    number = row.get("balanceHistoryId")
    if not isinstance(number, int) or number <= 0:
        raise BadAnswer(Marked(_("an operation was accepted without its number")))
    return OPERATIONS + number
