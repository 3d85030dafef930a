"""Tokens of the Open API: codes, access tokens, refresh tokens."""

import secrets
from dataclasses import dataclass

from .errors import Refusal
from .records import Token
from .world import World

EXPIRES_IN_S = 2_628_000
_CODE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Code:
    """A code that is good once, for a minute."""

    user_id: int
    scope: int
    until_ms: int


CODES: dict[str, Code] = {}


def grant_code(world: World, user_id: int, scope: int) -> str:
    """Make a code for a user who consented. Raises: Refusal."""
    if user_id not in world.users:
        raise Refusal("ENTITY_NOT_FOUND", f"no user {user_id}")
    code = secrets.token_urlsafe(16)
    CODES[code] = Code(user_id, scope, world.clock.now_ms() + _CODE_MS)
    return code


def redeem(world: World, code: str) -> Token:
    """Give a token for a code. Raises: Refusal."""
    found = CODES.pop(code, None)
    if found is None or found.until_ms < world.clock.now_ms():
        raise Refusal("ACCESS_DENIED", "the code is not valid")
    return grant(world, found.user_id, found.scope)


def grant(world: World, user_id: int, scope: int) -> Token:
    """Make a token for a user."""
    token = Token(
        token=secrets.token_urlsafe(32),
        owner=user_id,
        scope=scope,
        refresh=secrets.token_urlsafe(32),
        expires_at=world.clock.now_ms() + EXPIRES_IN_S * 1000,
    )
    with world.change():
        world.save_token(token)
    return token


def refresh(world: World, refresh_token: str) -> Token:
    """Give a new token; the old pair is invalid from then on. Raises: Refusal."""
    for token in world.tokens.values():
        if secrets.compare_digest(token.refresh.encode(), refresh_token.encode()):
            with world.change():
                world.drop_token(token)
                return grant(world, token.owner, token.scope)
    raise Refusal("ACCESS_DENIED", "the refresh token is not valid")


def holder(world: World, access_token: str) -> Token:
    """Return a valid token. Raises: Refusal."""
    found = world.tokens.get(access_token)
    if found is None:
        raise Refusal("CH_ACCESS_TOKEN_INVALID")
    if found.expires_at <= world.clock.now_ms():
        raise Refusal("OA_AUTH_TOKEN_EXPIRED")
    return found


def expire_all(world: World) -> int:
    """Make every token invalid; returns how many there were."""
    gone = [*world.tokens.values(), *world.sessions.values()]
    with world.change():
        for token in gone:
            world.drop_token(token)
    return len(gone)
