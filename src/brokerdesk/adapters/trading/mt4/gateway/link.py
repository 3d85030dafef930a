"""What the parts of a session share."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from brokerdesk.kit.cents import Cents
from brokerdesk.kit.clock import now
from brokerdesk.kit.servertime import ServerTime, measured_offset_s
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.outcome import Accepted, Outcome, Rejected, Unknown
from brokerdesk.ports.trading import (
    PlatformAway,
    PlatformError,
    PlatformRefused,
    PlatformSymbol,
    ServerClock,
)

from ..api import Mt4Api
from ..errors import TEXTS, BadAnswer, NotSent, Proof, Refused
from ..mapping import DealMapper, symbol
from ..mapping.values import seconds
from ..names import Row
from .directory import Directory

T = TypeVar("T")
CATALOG_AGE = timedelta(hours=1)
# A change of the clock may put a deal up to an hour before the instant it was sent.
SLACK = timedelta(hours=2)


class Link:
    """A bridge, its server's time as last measured, who is in which group, and the symbols."""

    def __init__(self, api: Mt4Api) -> None:
        self.api = api
        self.config = api.config
        self.time = ServerTime(0, now(), api.config.daylight)
        self.directory = Directory(api)
        self._symbols: dict[str, PlatformSymbol] = {}
        self._symbols_at: datetime | None = None

    async def measure(self) -> ServerClock:
        """Read the server's clock and keep its offset."""
        before = now()
        answer = await self.api.get("ServerTime")
        at = before + (now() - before) / 2
        server_s = seconds(str(answer))
        if not server_s:
            raise BadAnswer(Marked(_("ServerTime: no time")))
        offset_s = measured_offset_s(server_s, at)
        self.time = ServerTime(offset_s, at, self.config.daylight)
        return ServerClock(server_time_s=server_s, read_at=at, offset_s=offset_s)

    async def symbols(self, *, fresh: bool = False) -> dict[str, PlatformSymbol]:
        """The symbols' settings, read once an hour."""
        at = now()
        if fresh or self._symbols_at is None or at - self._symbols_at > CATALOG_AGE:
            rows = await self.api.rows("CfgRequestSymbol")
            self._symbols = {found.name: found for found in map(symbol, rows)}
            self._symbols_at = at
        return self._symbols

    async def sizes(self) -> dict[str, Decimal]:
        """Contract sizes by symbol."""
        return {name: found.contract_size for name, found in (await self.symbols()).items()}

    async def margin(self, login: int) -> Row:
        """A login's margin; empty when it has none, as without open trades."""
        return await self.api.row(f"MarginLevelRequest/{login}") or {}

    async def cents(self, logins: Iterable[int] = ()) -> Cents:
        """Which logins count in cents; asks nothing when none do, and again for unknown ones."""
        if not self.config.cent_groups:
            return Cents()
        in_cents = await self.directory.logins(self.config.cent_groups, knowing=logins)
        return Cents(Decimal(self.config.cent_factor), frozenset(in_cents))

    async def mapper(self, rows: Sequence[Row] = ()) -> DealMapper:
        """Make what maps these rows."""
        logins = {int(row["login"]) for row in rows if str(row.get("login", "")).isdecimal()}
        sizes, cents = await self.sizes(), await self.cents(logins)
        return DealMapper(self.time, sizes, cents, self.config.kinds())

    async def outcome(self, sent: Awaitable[Any], evidence: Callable[[Any], T]) -> Outcome[T]:
        """Turn a change's answer, or its absence, into one of the three outcomes.

        A session on which an outcome is not known is closed: nothing more is sent on it.
        """
        try:
            return Accepted(evidence(await sent))
        except NotSent as error:
            return Rejected("not_sent", str(error), retryable=True)
        except Refused as error:
            if error.proof is not Proof.NOTHING:
                return refusal(error)
            return await self.unknown(str(error))
        except PlatformRefused as error:
            return Rejected(error.code, error.reason, retryable=True)
        except PlatformError as error:
            return await self.unknown(str(error))

    async def unknown(self, cause: str) -> Unknown:
        """Close the session and say that nothing is proved."""
        await self.api.close()
        return Unknown(cause)


def refusal(error: Refused) -> Rejected:
    """An error that proves that nothing was done."""
    why = TEXTS.get(error.code, error.reason)
    return Rejected(error.code, why, retryable=error.proof is Proof.NOT_DONE_NOW)


def nothing_sent(error: PlatformError) -> Rejected:
    """The outcome of a change whose preparation failed: it never left."""
    if isinstance(error, Refused):
        return Rejected(error.code, error.reason, retryable=error.proof is not Proof.NOT_DONE)
    return Rejected("not_sent", str(error), retryable=isinstance(error, PlatformAway))


def nothing(data: Any) -> None:
    """A change has no evidence but that it was accepted.

    Raises:
        BadAnswer: the bridge says "no" without an error.
    """
    if data is False or data is None:
        raise BadAnswer(Marked(_("the bridge neither did it nor said why")))
