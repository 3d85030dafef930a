"""The Open API's sign-in: consent and tokens. Consent is given at once."""

from urllib.parse import urlencode

from .. import tokens
from ..errors import Refusal
from ..records import Token
from .base import Answer, Call, route

SCOPES = {"accounts": 0, "trading": 1}


@route("GET", "/apps/auth", "OAUTH", free=True)
def consent(call: Call) -> Answer:
    """Send the user of `userId` back with a code."""
    if call.text("client_id") != call.world.config.app.client_id:
        raise Refusal("CH_OA_CLIENT_NOT_FOUND")
    scope = SCOPES.get(call.text("scope", "trading"))
    if scope is None:
        raise Refusal("INVALID_REQUEST", "scope is accounts or trading")
    code = tokens.grant_code(call.world, call.number("userId"), scope)
    back = call.text("redirect_uri")
    return Answer(302, location=f"{back}{'&' if '?' in back else '?'}{urlencode({'code': code})}")


@route("GET", "/apps/token", "OAUTH", free=True)
def token(call: Call) -> Answer:
    """Give a token for a code or a refresh token; a refusal is an answer too."""
    try:
        given = _grant(call)
    except Refusal as refusal:
        value = {"errorCode": refusal.code, "description": refusal.description}
        return Answer(value={"accessToken": None, "refreshToken": None, **value})
    return Answer(
        value={
            "accessToken": given.token,
            "tokenType": "bearer",
            "expiresIn": tokens.EXPIRES_IN_S,
            "refreshToken": given.refresh,
            "errorCode": None,
            "description": None,
        }
    )


def _grant(call: Call) -> Token:
    app = call.world.config.app
    if (call.text("client_id"), call.text("client_secret")) != (app.client_id, app.secret):
        raise Refusal("CH_CLIENT_AUTH_FAILURE")
    if call.text("grant_type") == "refresh_token":
        return tokens.refresh(call.world, call.text("refresh_token"))
    if call.text("grant_type") == "authorization_code":
        return tokens.redeem(call.world, call.text("code"))
    raise Refusal("INVALID_REQUEST", "unknown grant type")


@route("POST", "/apps/token", "OAUTH", free=True)
def token_post(call: Call) -> Answer:
    """Give a token; the parameters are in the query or the body."""
    return token(call)
