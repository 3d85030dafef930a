"""What went wrong on a connection, in words for people."""

import logging
import ssl
from collections.abc import Iterator

from .texts import Marked
from .texts import noop as _

log = logging.getLogger(__name__)
# The first that fits says it; a client library's own errors are known by name alone.
_WORDS: tuple[tuple[tuple[type[BaseException], ...], frozenset[str], Marked], ...] = (
    (
        (ssl.SSLCertVerificationError,),
        frozenset(),
        Marked(_("its certificate is not trusted")),
    ),
    ((ssl.SSLError,), frozenset(), Marked(_("no encrypted connection came about"))),
    ((), frozenset({"gaierror"}), Marked(_("there is no host of this name"))),
    ((ConnectionRefusedError,), frozenset(), Marked(_("the connection was refused"))),
    ((TimeoutError,), frozenset({"TimeoutException"}), Marked(_("the time ran out"))),
    (
        (ConnectionError, EOFError),
        frozenset({"RemoteProtocolError", "ConnectionClosed", "CloseError"}),
        Marked(_("the connection was closed")),
    ),
    (
        (),
        frozenset({"InvalidURL", "InvalidURI", "UnsupportedProtocol"}),
        Marked(_("the address is not valid")),
    ),
    (
        (),
        frozenset({"InvalidHandshake", "DecodingError", "LocalProtocolError"}),
        Marked(_("the answer is not understood")),
    ),
    ((), frozenset({"ConnectError"}), Marked(_("could not connect"))),
)
_BROKE = Marked(_("the connection broke"))


def wire_words(error: BaseException) -> Marked:
    """Say what ended a connection or kept it from coming about; the log keeps the errors."""
    chain = list(_chain(error))
    log.info("connection: %s", " from ".join(type(each).__name__ for each in chain))
    names = {kind.__name__ for each in chain for kind in type(each).__mro__}
    for kinds, known, words in _WORDS:
        if names & known or any(isinstance(each, kinds) for each in chain):
            return words
    return _BROKE


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error and what it came from, also where a library hides that."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
