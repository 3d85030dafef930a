"""The sign-in of a manager, the same for both forms of the protocol."""

import secrets
import time
from dataclasses import dataclass, field

from streetsim.common.venue.config import Manager

from .cipher import CRYPT_RAND_BYTES, answer, matches, password_hash
from .commands import Answer, Params
from .dealer import DealerDesk
from .retcodes import Refusal, Retcode
from .world import World

VERSION = "3661"
OLDEST_VERSION = 484
CRYPT_NONE, CRYPT_AES = "NONE", "AES256OFB"


@dataclass(slots=True)
class Session:
    """One connection: who is signed in, what the sign-in drew, its dealer requests."""

    manager: Manager | None = None
    claimed: Manager | None = None
    challenge: bytes = b""
    started: float = 0.0
    crypt: bool = False
    crypt_rand: bytes = b""
    desk: DealerDesk = field(default_factory=DealerDesk)


def start(world: World, session: Session, given: Params) -> Answer:
    """Draw the server's challenge. Raises: Refusal."""
    version = given.text("VERSION")
    if not version.isdigit() or not given.text("AGENT"):
        raise Refusal(Retcode.PARAMS)
    if int(version) < OLDEST_VERSION:
        raise Refusal(Retcode.OLD_CLIENT)
    if given.text("TYPE", default="manager").upper() != "MANAGER":
        raise Refusal(Retcode.CLIENT_TYPE)
    method = given.text("CRYPT_METHOD", default=CRYPT_NONE).upper()
    if method not in (CRYPT_NONE, CRYPT_AES):
        raise Refusal(Retcode.PARAMS)
    manager = world.managers.get(given.integer("LOGIN"))
    if manager is None:
        raise Refusal(Retcode.INVALID_ACCOUNT)
    if not manager.enabled:
        raise Refusal(Retcode.ACCOUNT_DISABLED)
    session.claimed, session.crypt = manager, method == CRYPT_AES
    session.challenge = secrets.token_bytes(16)
    session.started = time.monotonic()
    return Answer({"VERSION_ACCESS": VERSION, "SRV_RAND": session.challenge.hex()})


def finish(session: Session, given: Params, *, window_s: float) -> Answer:
    """Check the client's answer and answer its challenge. Raises: Refusal."""
    manager = session.claimed
    if manager is None:
        raise Refusal(Retcode.INVALID_ACCOUNT)
    session.claimed = None
    if time.monotonic() - session.started > window_s:
        raise Refusal(Retcode.TIMEOUT)
    secret = password_hash(manager.password)
    if not matches(secret, session.challenge, given.text("SRV_RAND_ANSWER")):
        raise Refusal(Retcode.INVALID_ACCOUNT)
    try:
        client = bytes.fromhex(given.text("CLI_RAND"))
    except ValueError:
        raise Refusal(Retcode.PARAMS) from None
    if len(client) != 16:
        raise Refusal(Retcode.PARAMS)
    reply = Answer(
        {
            "VERSION_ACCESS": VERSION,
            "VERSION_TRADE": VERSION,
            "CLI_RAND_ANSWER": answer(secret, client),
        }
    )
    if session.crypt:
        session.crypt_rand = secrets.token_bytes(CRYPT_RAND_BYTES)
        reply.params["CRYPT_RAND"] = session.crypt_rand.hex()
    session.manager = manager
    return reply
