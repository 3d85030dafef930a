"""What the parts of a session share."""

from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

from brokerdesk.kit.clock import now
from brokerdesk.kit.masks import matches
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.outcome import Accepted, Outcome, Rejected, Unknown, quoted
from brokerdesk.ports.trading import PlatformAway, PlatformError, ServerClock

from ..commands import GROUP_CHANGED, SERVER_TIME, SPOT, SYMBOL_CHANGED, TRADER_CHANGED
from ..config import CTraderConfig
from ..errors import TEXTS, AnswerLost, BadAnswer, BadPeer, NotSent, Proof, Refused, proof
from ..frames import decoded
from ..mapping import DealMapper, Seen, ServerTime
from ..rest import Row, WebServices
from ..stream import Stream
from .catalog import Catalog
from .prices import Prices
from .traders import Traders

T = TypeVar("T")
# Whether a trader is one of those asked for.
Wanted = Callable[[int], bool]


class Link:
    """Both interfaces of one environment, and what was learned over them."""

    def __init__(self, config: CTraderConfig, stream: Stream, rest: WebServices) -> None:
        self.config = config
        self.stream = stream
        self.rest = rest
        self.time = ServerTime()
        self.catalog = Catalog(stream)
        self.traders = Traders(stream)
        self.prices = Prices(stream)
        self.seen = Seen()
        stream.listeners.append(self._learn)

    def _learn(self, number: int, payload: bytes) -> None:
        """Keep what an event says, whoever else listens."""
        if number == SPOT:
            self.prices.take(payload)
        elif number == TRADER_CHANGED:
            self.traders.remember(decoded("TraderChanged", payload).trader)
        elif number in {GROUP_CHANGED, SYMBOL_CHANGED}:
            self.catalog.drop()

    async def measure(self) -> ServerClock:
        """Read the server's clock and keep how far it is ahead."""
        before = now()
        server_ms = (await self.stream.ask(SERVER_TIME)).timeInMillis
        at = before + (now() - before) / 2
        self.time = ServerTime(server_ms / 1000 - at.timestamp())
        return ServerClock(server_time_s=server_ms // 1000, read_at=at, offset_s=self.time.offset_s)

    async def mapper(self, trader_ids: Iterable[int], symbol_ids: Iterable[int]) -> DealMapper:
        """A mapper that knows these traders and symbols, as far as the server shows them."""
        await self.traders.know(set(trader_ids))
        book = await self.catalog.book()
        if not book.symbols.keys() >= set(symbol_ids):
            book = await self.catalog.fresh()
        return DealMapper(book, self.time, self.traders.logins, self.seen)

    async def members(self, group_mask: str) -> Wanted:
        """Tell the traders of the groups that fit, as known within the last minute."""
        await self.traders.renew()
        book, fitting = await self.catalog.book(), dict[tuple[int, int], bool]()

        def fits(trader_id: int) -> bool:
            known = self.traders.known(trader_id)
            if known is None:
                return False
            place = known.group_id, known.asset_id
            if place not in fitting:
                fitting[place] = matches(group_mask, book.group_name(*place))
            return fitting[place]

        return fits

    async def close(self) -> None:
        """Close both interfaces."""
        await self.stream.close()
        await self.rest.close()

    async def change(
        self, send: Callable[[], Awaitable[Row]], evidence: Callable[[Row], T]
    ) -> Outcome[T]:
        """Send a change by the WebServices; after an unclear answer the session is over."""
        if not self.stream.alive:
            return Rejected(
                "not_sent", Marked(_("the connection to the server is gone")), retryable=True
            )
        try:
            return Accepted(evidence(await send()))
        except (NotSent, BadPeer) as error:
            return Rejected("not_sent", str(error), retryable=True)
        except Refused as error:
            result = verdict(error.code, error.reason)
        except (AnswerLost, BadAnswer) as error:
            result = Unknown(str(error))
        if isinstance(result, Unknown):
            await self.close()
        return result


def verdict(name: str, text: str) -> Rejected | Unknown:
    """What an error name proves about the command it answers."""
    found = proof(name)
    if found is Proof.NOTHING:
        return Unknown(Marked(_("the server answered %(name)s %(text)s"), name=name, text=text))
    why = TEXTS.get(name) or quoted(text)
    return Rejected(name, why, retryable=found is Proof.NOT_DONE_NOW)


def nothing_sent(error: PlatformError) -> Rejected:
    """The outcome of a command whose preparation failed: it never left."""
    if isinstance(error, Refused):
        retryable = proof(error.code) is not Proof.NOT_DONE
        return Rejected(error.code, error.reason, retryable=retryable)
    return Rejected("not_sent", str(error), retryable=isinstance(error, PlatformAway))
