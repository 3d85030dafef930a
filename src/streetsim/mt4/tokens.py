"""Sign-in of API clients: OpenID discovery, client credentials, bearer tokens."""

import base64
import binascii
import secrets
import time
from typing import Any
from urllib.parse import parse_qsl

from streetsim.common.http import Request

from .config import Mt4Config

TOKEN_PATH = "/connect/token"
DISCOVERY_PATH = "/.well-known/openid-configuration"


class Tokens:
    """The tokens that are good now; a restarted bridge knows none."""

    def __init__(self, config: Mt4Config) -> None:
        self._config = config
        self._good: dict[str, tuple[str, float]] = {}

    def discovery(self, base: str) -> dict[str, Any]:
        """Render the discovery document."""
        return {
            "issuer": base,
            "token_endpoint": base + TOKEN_PATH,
            "grant_types_supported": ["client_credentials"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        }

    def grant(self, request: Request) -> tuple[int, dict[str, Any]]:
        """Answer a token request with a status and a body."""
        form = dict(parse_qsl(request.body.decode("utf-8", "replace")))
        if form.get("grant_type") != "client_credentials":
            return 400, {"error": "unsupported_grant_type"}
        known = {client.id: client.secret for client in self._config.clients}
        name, secret = _credentials(request, form)
        if not secrets.compare_digest(known.get(name, "").encode(), secret.encode()) or not secret:
            return 400, {"error": "invalid_client"}
        token, now = secrets.token_urlsafe(32), time.monotonic()
        self._good = {key: item for key, item in self._good.items() if item[1] > now}
        self._good[token] = (name, now + self._config.token_s)
        life = max(1, int(self._config.token_s))
        return 200, {"access_token": token, "expires_in": life, "token_type": "Bearer"}

    def client(self, token: str) -> str | None:
        """Name the client of a good token."""
        name, until = self._good.get(token, ("", 0.0))
        return name if until > time.monotonic() else None

    def client_of(self, request: Request) -> str | None:
        """Name the client of a request's bearer token, or of its access_token in the query."""
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            return self.client(token.strip())
        return self.client(request.query.get("access_token", ""))

    def expire(self) -> None:
        """Let all tokens expire."""
        self._good.clear()


def _credentials(request: Request, form: dict[str, str]) -> tuple[str, str]:
    kind, _, value = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "basic":
        return form.get("client_id", ""), form.get("client_secret", "")
    try:
        name, _, secret = base64.b64decode(value).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return name, secret
