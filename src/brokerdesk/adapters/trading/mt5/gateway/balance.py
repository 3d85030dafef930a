"""Money over one connection. Nothing here is ever sent twice."""

from datetime import datetime, timedelta
from decimal import Decimal

from brokerdesk.kit.clock import now
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.outcome import Outcome, Rejected
from brokerdesk.ports.trading import PlatformDeal, PlatformError

from ..errors import BadAnswer
from ..mapping import DealMapper
from ..wire import Answer
from .deals import read_deals
from .link import Link, nothing_sent, outcome

BALANCE, CREDIT, CORRECTION = 2, 3, 5
COMMENT = 31
# A change of the clock may put a deal up to an hour before the instant it was sent.
SLACK = timedelta(hours=2)


class Mt5Balance:
    """Implements BalancePort."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._client = link.client

    async def change_balance(
        self, login: int, amount: Decimal, *, reference: str, comment: str
    ) -> Outcome[int]:
        """TRADE_BALANCE of type 2."""
        return await self._move(login, BALANCE, amount, _comment(reference, comment))

    async def change_credit(
        self, login: int, amount: Decimal, *, reference: str, comment: str
    ) -> Outcome[int]:
        """TRADE_BALANCE of type 3."""
        return await self._move(login, CREDIT, amount, _comment(reference, comment))

    async def correct_balance(
        self, login: int, amount: Decimal, *, reference: str, comment: str
    ) -> Outcome[int]:
        """TRADE_BALANCE of type 5."""
        return await self._move(login, CORRECTION, amount, _comment(reference, comment))

    async def find_operation(
        self, login: int, reference: str, since: datetime
    ) -> PlatformDeal | None:
        """Look a reference up in the comments of a login's deals since an instant."""
        from_s = self._link.time.server_s(since - SLACK)
        to_s = self._link.time.server_s(now() + timedelta(days=1))
        rows = await read_deals(self._client, from_s, to_s, logins=(login,))
        mapper = DealMapper(self._link.time, await self._link.cents())
        for deal in mapper.many(rows):
            if reference in deal.comment.split() and deal.balance_effect + deal.credit_effect:
                return deal
        return None

    async def _move(self, login: int, kind: int, amount: Decimal, comment: str) -> Outcome[int]:
        """Send one balance operation; the free margin is checked by the server."""
        try:
            factor = (await self._link.cents()).of(login)
        except PlatformError as error:
            return nothing_sent(error)
        if not amount.is_finite() or not amount:
            return Rejected("amount", Marked(_("the amount is zero or no number")))
        params = {
            "LOGIN": login,
            "TYPE": kind,
            "BALANCE": f"{amount * factor:f}",
            "COMMENT": comment,
            "CHECK_MARGIN": 1,
        }
        return await outcome(self._client.command("TRADE_BALANCE", params), _ticket)


def _comment(reference: str, comment: str) -> str:
    """Put the reference in front, whole: the server cuts silently after 31 characters."""
    if not reference or len(reference) > 16 or " " in reference:
        raise ValueError("a reference has 1 to 16 characters and no blank")
    if reference in comment.split():
        comment = " ".join(word for word in comment.split() if word != reference)
    return f"{reference} {comment}".strip()[:COMMENT]


def _ticket(answer: Answer) -> int:
    value = answer.params.get("TICKET", "")
    if not value.isdecimal() or int(value) == 0:
        raise BadAnswer(Marked(_("TRADE_BALANCE: accepted without a ticket")))
    return int(value)
