"""Idempotency keys: the same request again gets the stored answer."""

import hashlib
import time
from collections.abc import Callable

from streetsim.common.http import Request

from .codes import BridgeError, invalid
from .store import StoredKey
from .world import World

_MAX = 255
UNKNOWN = BridgeError("OutcomeUnknown", "the outcome of the call is not known")


class Keys:
    """The known keys of all clients."""

    def __init__(self, world: World) -> None:
        self._world = world

    def run(self, request: Request, client: str, perform: Callable[[], str]) -> str:
        """Perform a change once for its key; without a key, perform it.

        A call that was interrupted, and one whose outcome was lost, stay unknown for long.
        Raises: BridgeError.
        """
        key = request.headers.get("idempotency-key", "")
        if not key:
            return perform()
        if len(key) > _MAX or not key.isascii():
            raise invalid("Idempotency-Key: ASCII, at most 255")
        config, store, digest = self._world.config, self._world.store, _digest(request)
        known = store.key(client, key, time.time())
        if known is not None:
            return _again(known, digest)
        started = StoredKey(digest, "unknown", "")
        store.put_key(client, key, started, time.time() + config.unknown_key_s)
        answer = perform()
        done = StoredKey(digest, "done", answer)
        store.put_key(client, key, done, time.time() + config.key_s)
        return answer

    def forget_outcome(self, request: Request, client: str) -> None:
        """Note that the answer to a key did not reach its client in time."""
        key = request.headers.get("idempotency-key", "")
        if key:
            lost = StoredKey(_digest(request), "unknown", "")
            until = time.time() + self._world.config.unknown_key_s
            self._world.store.put_key(client, key, lost, until)


def _again(known: StoredKey, digest: str) -> str:
    if known.hash != digest:
        raise invalid("the Idempotency-Key belongs to another request")
    if known.state != "done":
        raise UNKNOWN
    return known.answer


def _digest(request: Request) -> str:
    text = f"{request.method} {request.path} {request.pairs}".encode()
    return hashlib.sha256(text + b"\0" + request.body).hexdigest()
