"""Money at one bridge. Nothing here is ever sent twice."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from brokerdesk.kit.clock import now
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.outcome import Accepted, Outcome, Rejected
from brokerdesk.ports.trading import PlatformDeal, PlatformError

from ..api import Call
from ..errors import TEXTS, BadAnswer
from ..mapping.values import CENT, cut, integer, money
from ..wire import body_text, iso
from .link import SLACK, Link, nothing_sent

COMMENT_BYTES = 31
NO_MONEY = "TradeNoMoney"
BALANCE, CREDIT = "Balance", "Credit"


@dataclass(frozen=True, slots=True)
class Operation:
    """One movement; `amount` in the account's units, `of_balance` when it takes from there."""

    login: int
    amount: Decimal
    command: str
    reference: str
    comment: str

    @property
    def of_balance(self) -> bool:
        """Whether it is the balance that it moves."""
        return self.command == BALANCE


class Mt4Balance:
    """Implements BalancePort."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._api = link.api

    async def change_balance(
        self, login: int, amount: Decimal, *, reference: str, comment: str
    ) -> Outcome[int]:
        """A balance operation; of what is withdrawn, balance and free margin are checked first."""
        return await self._move(Operation(login, amount, BALANCE, reference, comment))

    async def change_credit(
        self, login: int, amount: Decimal, *, reference: str, comment: str
    ) -> Outcome[int]:
        """A credit operation."""
        return await self._move(Operation(login, amount, CREDIT, reference, comment))

    async def correct_balance(
        self, login: int, amount: Decimal, *, reference: str, comment: str
    ) -> Outcome[int]:
        """A balance operation: the server knows no corrections."""
        return await self._move(Operation(login, amount, BALANCE, reference, comment))

    async def find_operation(
        self, login: int, reference: str, since: datetime
    ) -> PlatformDeal | None:
        """Look a reference up in the comments of a login's history since an instant."""
        window = {
            "fromTime": iso(self._link.time.server_s(since - SLACK)),
            "toTime": iso(self._link.time.server_s(now() + timedelta(days=1))),
        }
        rows = await self._api.rows(f"TradesUserHistory/{login}", window)
        for deal in (await self._link.mapper(rows)).many(rows):
            if reference in deal.comment.split() and not deal.position_id:
                return deal
        return None

    async def _move(self, operation: Operation) -> Outcome[int]:
        comment = _comment(operation, self._link.config.code_page)
        if not operation.amount.is_finite() or not operation.amount:
            return Rejected("amount", Marked(_("the amount is zero or no number")))
        try:
            cents = await self._link.cents([operation.login])
            price = operation.amount * cents.of(operation.login)
            if price != price.quantize(CENT):
                return Rejected("amount", Marked(_("the amount is finer than the server counts")))
            if price < 0 and not await self._is_covered(operation, -price):
                return Rejected(NO_MONEY, TEXTS[NO_MONEY])
        except PlatformError as error:
            return nothing_sent(error)
        body = {
            "tradeTransactionType": self._link.config.balance_type,
            "tradeCommand": operation.command,
            "orderBy": operation.login,
            "price": price,
            "comment": comment,
        }
        call, began = Call("POST", "TradeTransaction", body=body_text(body)), now()
        sent = self._api.change(call, operation.reference)
        outcome = await self._link.outcome(sent, _ticket)
        if isinstance(outcome, Accepted) and not outcome.value:
            return await self._found(operation, began)
        return outcome

    async def _is_covered(self, operation: Operation, price: Decimal) -> bool:
        """Whether balance (or credit) and free margin hold so much; the server may not look.

        Without a margin nothing is bound: balance and credit are free.
        """
        user = await self._api.get(f"UserRecordRequest/{operation.login}")
        if not isinstance(user, dict):
            raise BadAnswer(Marked(_("an account without a record")))
        margin = await self._link.margin(operation.login)
        balance, credit = money(user, "balance"), money(user, "credit")
        free = money(margin, "free") if margin else balance + credit
        return price <= (balance if operation.of_balance else credit) and price <= free

    async def _found(self, operation: Operation, began: datetime) -> Outcome[int]:
        """Look up the ticket of an operation that was accepted without one."""
        try:
            deal = await self.find_operation(operation.login, operation.reference, began)
        except PlatformError as error:
            return await self._link.unknown(
                Marked(_("accepted without a ticket: %(cause)s"), cause=str(error))
            )
        if deal is None:
            return await self._link.unknown(
                Marked(_("accepted without a ticket, and not in the history"))
            )
        return Accepted(deal.ticket)


def _comment(operation: Operation, code_page: str) -> str:
    """Put the reference in front, whole: the server cuts silently."""
    reference, comment = operation.reference, operation.comment
    if not reference or len(reference) > 16 or " " in reference or not reference.isascii():
        raise ValueError("a reference has 1 to 16 plain characters and no blank")
    if reference in comment.split():
        comment = " ".join(word for word in comment.split() if word != reference)
    return cut(f"{reference} {comment}".strip(), COMMENT_BYTES, code_page)


def _ticket(data: Any) -> int:
    """The operation's ticket; 0 when the answer has none."""
    if not isinstance(data, dict):
        raise BadAnswer(Marked(_("TradeTransaction: accepted without a record")))
    return integer(data, "order")
