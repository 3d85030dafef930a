"""Access tokens by OpenID discovery and client credentials."""

import asyncio
import json
from typing import Any

import httpx

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.kit.wires import wire_words
from brokerdesk.ports.trading import PlatformRefused

from .config import Mt4Config, is_safe
from .errors import BadAnswer, NotSent

DISCOVERY = "/.well-known/openid-configuration"


class Tokens:
    """The session's token; a new one is fetched once for all who saw the old one refused."""

    def __init__(self, config: Mt4Config, http: httpx.AsyncClient) -> None:
        self._config, self._http = config, http
        self._lock = asyncio.Lock()
        self._token = ""
        self._endpoint = ""

    async def current(self) -> str:
        """Give the token, fetching the first one."""
        return self._token or await self.renew("")

    async def renew(self, refused: str) -> str:
        """Fetch a token unless somebody did since `refused` was used.

        Raises:
            NotSent: the authority cannot be reached, or gave none.
            PlatformRefused: it does not know the client.
            BadAnswer: it is no such authority.
        """
        async with self._lock:
            if self._token == refused:
                self._token = await self._fetch()
            return self._token

    async def _fetch(self) -> str:
        if not self._endpoint:
            self._endpoint = await self._discover()
        secret = self._config.client_secret.get_secret_value()
        form = {
            "grant_type": "client_credentials",
            "client_id": self._config.client_id,
            "client_secret": secret,
        }
        answer = await self._ask("POST", self._endpoint, form)
        token = answer.get("access_token")
        if not isinstance(token, str) or not token:
            raise BadAnswer(Marked(_("the sign-in authority gave no token")))
        return token

    async def _discover(self) -> str:
        answer = await self._ask("GET", self._config.authority + DISCOVERY)
        endpoint = answer.get("token_endpoint")
        if not isinstance(endpoint, str) or not is_safe(endpoint):
            raise BadAnswer(Marked(_("the sign-in authority names no safe place for tokens")))
        return endpoint

    async def _ask(self, verb: str, url: str, form: dict[str, str] | None = None) -> dict[str, Any]:
        try:
            response = await self._http.request(verb, url, data=form)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NotSent(
                Marked(_("no answer of the sign-in authority: %(kind)s"), kind=wire_words(error))
            ) from None
        try:
            found = json.loads(response.content)
        except ValueError:
            found = None
        answer = found if isinstance(found, dict) else {}
        if response.status_code in {400, 401, 403}:
            code = str(answer.get("error", response.status_code))[:60]
            raise PlatformRefused(
                code, Marked(_("the sign-in authority does not accept the client"))
            )
        if not response.is_success:
            raise NotSent(
                Marked(
                    _("the sign-in authority answered HTTP %(status_code)s"),
                    status_code=response.status_code,
                )
            )
        if not answer:
            raise BadAnswer(Marked(_("the sign-in authority answered no JSON object")))
        return answer
