"""WebServices: what changes accounts and money. Nothing is ever sent twice.

Every change goes over a connection of its own: a doubled or late answer on a kept one would be
taken for the next change's.
"""

import asyncio
import json
import logging
import ssl
import time
from typing import Any

import httpx

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.kit.wires import wire_words

from .config import CTraderConfig
from .errors import BAD_TOKEN, AnswerLost, BadAnswer, BadPeer, NotSent, Refused
from .stream import hashed

log = logging.getLogger(__name__)
Row = dict[str, Any]
READERS = 8
_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


class _TokenTransport(httpx.AsyncHTTPTransport):
    """Adds the token below the library's own log, which shows whole addresses."""

    token = ""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.token:
            request = httpx.Request(
                request.method,
                request.url.copy_set_param("token", self.token),
                headers=request.headers,
                stream=request.stream,
                extensions=request.extensions,
            )
        return await super().handle_async_request(request)


class WebServices:
    """Speaks HTTPS with JSON. No password, token or body reaches a log or an exception."""

    def __init__(self, config: CTraderConfig, tls: ssl.SSLContext) -> None:
        self._config = config
        once = httpx.Limits(max_connections=READERS, max_keepalive_connections=0)
        kept = httpx.Limits(max_connections=READERS, max_keepalive_connections=READERS)
        self._transports = {
            "write": _TokenTransport(verify=tls, limits=once, trust_env=False),
            "read": _TokenTransport(verify=tls, limits=kept, trust_env=False),
        }
        # The library's times are per step; an answer that trickles has to end as well.
        self._patience_s = config.connect_timeout_s + config.answer_timeout_s
        timeout = httpx.Timeout(config.answer_timeout_s, connect=config.connect_timeout_s)
        self._http = {
            name: httpx.AsyncClient(
                base_url=config.rest_url, transport=transport, timeout=timeout, trust_env=False
            )
            for name, transport in self._transports.items()
        }

    async def sign_in(self) -> None:
        """Get a token.

        Raises:
            PlatformAway: no connection, or no answer.
            PlatformRefused: the manager account is not accepted.
            PlatformError: the certificate is not trusted, or the answer is none.
        """
        body = {
            "login": self._config.login,
            "hashedPassword": hashed(self._config.password.get_secret_value()),
        }
        for transport in self._transports.values():
            transport.token = ""
        answer = await self._call("POST", "/v2/webserv/managers/token", json.dumps(body))
        token = answer.get("webservToken")
        if not isinstance(token, str) or not token:
            raise BadAnswer(Marked(_("the WebServices gave no token")))
        for transport in self._transports.values():
            transport.token = token

    async def send(self, method: str, path: str, body: Row | str) -> Row:
        """Change something.

        Raises:
            NotSent: no connection could be made.
            AnswerLost: no answer, or one that says nothing about the change.
            Refused: the server answered with an error name.
            BadAnswer: an answer that is no JSON object.
        """
        return await self._signed(method, path, body if isinstance(body, str) else json.dumps(body))

    async def read(self, path: str) -> Row:
        """Read something. Raises as `send`."""
        return await self._signed("GET", path, None)

    async def close(self) -> None:
        """Close all connections."""
        for client in self._http.values():
            await client.aclose()

    async def _signed(self, method: str, path: str, body: str | None) -> Row:
        """Call; a token that is no longer good was refused before anything was done."""
        try:
            return await self._call(method, path, body)
        except Refused as error:
            if error.code not in BAD_TOKEN:
                raise
        await self._renew()
        return await self._call(method, path, body)

    async def _renew(self) -> None:
        """Get another token; whatever fails here, the change was not made."""
        try:
            await self.sign_in()
        except (AnswerLost, BadAnswer, Refused) as error:
            raise NotSent(Marked(_("no new token: %(cause)s"), cause=str(error))) from None

    async def _call(self, method: str, path: str, body: str | None) -> Row:
        client = self._http["read" if method == "GET" else "write"]
        headers = {"Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        started = time.monotonic()
        try:
            async with asyncio.timeout(self._patience_s):
                response = await client.request(method, path, content=body, headers=headers)
        except _UNSENT as error:
            if isinstance(_root(error), ssl.SSLCertVerificationError):
                raise BadPeer(Marked(_("the WebServices' certificate is not trusted"))) from None
            raise NotSent(
                Marked(_("the WebServices are not reachable: %(kind)s"), kind=wire_words(error))
            ) from None
        except (httpx.HTTPError, httpx.InvalidURL, RuntimeError, TimeoutError) as error:
            raise AnswerLost(
                Marked(_("the WebServices gave no answer: %(kind)s"), kind=wire_words(error))
            ) from None
        took_ms = round(1000 * (time.monotonic() - started))
        log.info("webservices %s %s: %s in %s ms", method, path, response.status_code, took_ms)
        return _answer(f"{method} {path}", response)


def _root(error: BaseException) -> BaseException:
    """What an error began with."""
    while error.__cause__ is not None or error.__context__ is not None:
        error = error.__cause__ or error.__context__ or error
    return error


def _answer(command: str, response: httpx.Response) -> Row:
    content = _json(response)
    if response.is_success:
        if content is None and response.content.strip():
            raise BadAnswer(Marked(_("%(command)s: the answer is no JSON"), command=command))
        return content or {}
    name, text = _error(content or {})
    if not name and response.status_code == httpx.codes.UNAUTHORIZED:
        name = "INVALID_TOKEN"
    if not name:
        raise AnswerLost(
            Marked(
                _("%(command)s: HTTP %(status_code)s without an error name"),
                command=command,
                status_code=response.status_code,
            )
        )
    raise Refused(command, name, text, response.status_code)


def _json(response: httpx.Response) -> Row | None:
    try:
        content = json.loads(response.content)
    except ValueError:
        return None
    return content if isinstance(content, dict) else None


def _error(content: Row) -> tuple[str, str]:
    """The name and text of an error body; where they stand is not documented."""
    inner = content.get("error")
    places = [content, inner if isinstance(inner, dict) else {}]
    name = next((str(p[k]) for p in places for k in ("errorCode", "code") if p.get(k)), "")
    texts = ("description", "message")
    text = next((str(p[k]) for p in places for k in texts if p.get(k)), "")
    return name[:60], text[:200]
