"""The bridge's REST interface: tokens, envelopes, pages. Nothing is ever sent twice by itself,
but for a request that was refused for its token.
"""

import asyncio
import logging
import time
import uuid
from collections import deque
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.kit.wires import wire_words
from brokerdesk.ports.trading import PlatformAway, PlatformRefused

from .config import Mt4Config
from .errors import AnswerLost, BadAnswer, NotSent, Refused
from .names import Row
from .tokens import Tokens
from .wire import Answer, deadline, parse_answer

log = logging.getLogger(__name__)
PAGE = 5_000
AT_ONCE = 8
REMEMBERED = 256
_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
_AWAY = frozenset({"timeout", "internal", "outcomeunknown", "noconnect", "busy"})
Params = Mapping[str, str | int | list[int]]


@dataclass(frozen=True, slots=True)
class Call:
    """One call: its verb, its method with what follows it in the path, query and body."""

    verb: str
    method: str
    params: Params = field(default_factory=dict)
    body: str | None = None

    @property
    def name(self) -> str:
        """The method alone, which logs may show."""
        return self.method.partition("/")[0]


class Mt4Api:
    """Raw access: one method per sort of call, rows as the bridge gives them.

    A change travels on a connection of its own: an answer that comes twice must not be taken for
    the next one's.
    """

    def __init__(self, config: Mt4Config) -> None:
        self.config = config
        self.tls = config.tls()
        connect = httpx.Timeout(config.answer_timeout_s, connect=config.connect_timeout_s)
        kept = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
        once = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=0)
        self.http, self._changes = (
            httpx.AsyncClient(timeout=connect, limits=limits, verify=self.tls, trust_env=False)
            for limits in (kept, once)
        )
        self.tokens = Tokens(config, self.http)
        self.platform = ""
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._seen: deque[str] = deque(maxlen=REMEMBERED)
        self._open = True

    @property
    def alive(self) -> bool:
        """Whether calls can be sent."""
        return self._open

    async def close(self) -> None:
        """Close all connections; a change that waits gets AnswerLost."""
        self._open = False
        await self.http.aclose()
        await self._changes.aclose()

    async def sign_in(self) -> None:
        """Get a token and find the trade platform by its name or id.

        Raises:
            PlatformRefused: the client is unknown, or there is no such platform.
        """
        url = f"{self.config.base_url}/api/TradePlatforms"
        response = await self.send(Call("GET", "TradePlatforms"), url, self.config.answer_timeout_s)
        if not response.is_success:
            raise PlatformRefused(
                str(response.status_code), Marked(_("the bridge shows no trade platforms"))
            )
        try:
            rows = response.json()
        except ValueError:
            raise BadAnswer(Marked(_("TradePlatforms: no JSON"))) from None
        self.platform = chosen(rows, self.config.platform)

    async def get(self, method: str, params: Params | None = None, *, long: bool = False) -> Any:
        """Read. Raises Refused, or PlatformAway and the session is over."""
        return (await self._read(method, params or {}, long=long)).data

    async def rows(self, method: str, params: Params | None = None) -> list[Row]:
        """Read a list in one answer."""
        return _list(method, await self.get(method, params, long=True))

    async def row(self, method: str, params: Params | None = None) -> Row | None:
        """Read one record; a missing one is None."""
        try:
            found = await self.get(method, params)
        except Refused as refused:
            if refused.not_found:
                return None
            raise
        if found is not None and not isinstance(found, dict):
            raise BadAnswer(Marked(_("%(method)s: not a record"), method=method))
        return found

    async def pages(self, method: str, params: Params | None = None) -> AsyncIterator[list[Row]]:
        """Read a list page by page."""
        cursor, known = "", set[str]()
        while True:
            query = {**(params or {}), "limit": PAGE} | ({"cursor": cursor} if cursor else {})
            answer = await self._read(method, query, long=True)
            yield _list(method, answer.data)
            cursor = answer.cursor
            if not cursor:
                return
            if cursor in known:
                raise BadAnswer(
                    Marked(_("%(method)s: the same page again and again"), method=method)
                )
            known.add(cursor)

    async def change(self, call: Call, key: str = "") -> Any:
        """Send a change once, under its idempotency key."""
        headers = {"Idempotency-Key": key or uuid.uuid4().hex}
        return (await self._answered(call, self.config.answer_timeout_s, headers)).data

    async def ask(self, call: Call) -> Any:
        """Ask by POST what changes nothing."""
        return (await self._answered(call, self.config.answer_timeout_s)).data

    async def _read(self, method: str, params: Params, *, long: bool) -> Answer:
        timeout_s = self.config.batch_timeout_s if long else self.config.answer_timeout_s
        try:
            return await self._answered(Call("GET", method, params), timeout_s)
        except Refused as refused:
            code = refused.bridge_code.lower()
            if code in _AWAY:
                raise PlatformAway(str(refused)) from None
            raise

    async def _answered(
        self, call: Call, timeout_s: float, headers: Mapping[str, str] | None = None
    ) -> Answer:
        url = f"{self.config.base_url}/api/v2/MT4/{self.platform}/{call.method}"
        sent = {"X-Request-Timeout": deadline(timeout_s), **(headers or {})}
        try:
            response = await self.send(call, url, timeout_s, sent)
            answer = parse_answer(call.name, response)
        except (AnswerLost, BadAnswer):
            await self.close()
            raise
        if answer.activity and answer.activity in self._seen:
            await self.close()
            raise BadAnswer(Marked(_("%(name)s: an answer came twice"), name=call.name))
        self._seen.append(answer.activity)
        return answer

    async def send(
        self, call: Call, url: str, timeout_s: float, headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """Send a request with a token; with a new one when it is refused for the old one."""
        async with self._turn:
            token = await self._token(call, "")
            response = await self._sent(call, url, timeout_s, {**(headers or {}), **_bearer(token)})
            if response.status_code == httpx.codes.UNAUTHORIZED:
                token = await self._token(call, token)
                again = {**(headers or {}), **_bearer(token)}
                response = await self._sent(call, url, timeout_s, again)
            return response

    async def _token(self, call: Call, refused: str) -> str:
        if not self._open:
            raise NotSent(Marked(_("%(name)s: the session is closed"), name=call.name))
        return await (self.tokens.renew(refused) if refused else self.tokens.current())

    async def _sent(
        self, call: Call, url: str, timeout_s: float, headers: Mapping[str, str]
    ) -> httpx.Response:
        http = self.http if call.verb == "GET" else self._changes
        if call.body is not None:
            headers = {**headers, "Content-Type": "application/json"}
        began = time.monotonic()
        try:
            # The client's own time counts each piece of an answer, this one all of it.
            async with asyncio.timeout(self.config.connect_timeout_s + timeout_s):
                response = await http.request(
                    call.verb,
                    url,
                    params=dict(call.params) or None,
                    content=call.body,
                    headers=headers,
                    timeout=httpx.Timeout(timeout_s, connect=self.config.connect_timeout_s),
                )
        except _UNSENT as error:
            raise NotSent(
                Marked(_("the bridge is not reachable: %(kind)s"), kind=wire_words(error))
            ) from None
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, RuntimeError) as error:
            await self.close()
            raise AnswerLost(
                Marked(_("%(name)s: no answer: %(kind)s"), name=call.name, kind=wire_words(error))
            ) from None
        took_ms = round(1000 * (time.monotonic() - began))
        log.debug("mt4 %s: %s in %s ms", call.name, response.status_code, took_ms)
        return response


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _list(method: str, data: Any) -> list[Row]:
    if data is None:
        return []
    if not isinstance(data, list) or not all(isinstance(row, dict) for row in data):
        raise BadAnswer(Marked(_("%(method)s: not a list of records"), method=method))
    return data


def chosen(rows: Any, wanted: str) -> str:
    """Choose a trade platform by name or id, or the only one.

    Raises:
        PlatformRefused: none fits, or several do.
    """
    if not isinstance(rows, list):
        raise BadAnswer(Marked(_("TradePlatforms: not a list")))
    pairs = [(str(row.get("id", "")), str(row.get("name", ""))) for row in rows]
    fits = [number for number, name in pairs if not wanted or wanted.lower() in _both(number, name)]
    if len(fits) != 1:
        raise PlatformRefused("platform", _unclear(len(fits), len(pairs), wanted))
    return fits[0]


def _unclear(fits: int, known: int, wanted: str) -> Marked:
    """Say why no one trade platform is meant."""
    if not known:
        return Marked(_("the bridge has no trade platform"))
    if not wanted:
        return Marked(_("the bridge has %(all)s trade platforms: name one"), all=known)
    if not fits:
        said = _("none of the bridge's trade platforms has the name “%(name)s”")
        return Marked(said, name=wanted)
    return Marked(_("several of the bridge's trade platforms have this name: give the id"))


def _both(number: str, name: str) -> set[str]:
    return {number.lower(), name.lower()}
