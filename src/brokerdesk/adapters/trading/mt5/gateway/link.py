"""What the parts of a session share."""

from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import TypeVar

from brokerdesk.kit.cents import Cents
from brokerdesk.kit.clock import now
from brokerdesk.kit.servertime import measured_offset_s
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.outcome import Accepted, Outcome, Rejected, Unknown, quoted
from brokerdesk.ports.trading import PlatformAway, PlatformError, ServerClock

from ..client import Mt5Client
from ..config import Mt5Config
from ..errors import TEXTS, AnswerLost, BadAnswer, NotSent, Proof, Refused, proof
from ..mapping import ServerTime
from ..wire import Answer

T = TypeVar("T")


class Link:
    """A client, the server's time as last measured, and which logins count in cents."""

    def __init__(self, client: Mt5Client, config: Mt5Config) -> None:
        self.client = client
        self.config = config
        self.time = ServerTime(0, now(), config.daylight)

    async def measure(self) -> ServerClock:
        """Read the server's clock and keep its offset."""
        before = now()
        server_s = await self.client.time_server()
        at = before + (now() - before) / 2
        offset_s = measured_offset_s(server_s, at)
        self.time = ServerTime(offset_s, at, self.config.daylight)
        return ServerClock(server_time_s=server_s, read_at=at, offset_s=offset_s)

    async def cents(self) -> Cents:
        """Ask which logins are in cent groups; asks nothing when none are configured."""
        if not self.config.cent_groups:
            return Cents()
        logins = await self.client.user_logins(self.config.cent_groups)
        return Cents(Decimal(self.config.cent_factor), frozenset(logins))


async def outcome(sent: Awaitable[Answer], evidence: Callable[[Answer], T]) -> Outcome[T]:
    """Turn a command's answer, or its absence, into one of the three outcomes."""
    try:
        answer = await sent
        verdict = proof(answer.code)
        if verdict is Proof.DONE:
            return Accepted(evidence(answer))
    except NotSent as error:
        return Rejected("not_sent", str(error), retryable=True)
    except (AnswerLost, BadAnswer) as error:
        return Unknown(str(error))
    if verdict is Proof.NOTHING:
        return Unknown(
            Marked(_("the server answered %(code)s %(text)s"), code=answer.code, text=answer.text)
        )
    why = TEXTS.get(answer.code) or quoted(answer.text)
    return Rejected(str(answer.code), why, retryable=verdict is Proof.NOT_DONE_NOW)


def nothing_sent(error: PlatformError) -> Rejected:
    """The outcome of a command whose preparation failed: it never left."""
    if isinstance(error, Refused):
        retryable = proof(error.retcode) is not Proof.NOT_DONE
        return Rejected(error.code, error.reason, retryable=retryable)
    return Rejected("not_sent", str(error), retryable=isinstance(error, PlatformAway))
