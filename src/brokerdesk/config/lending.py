"""Database connections of the web process: borrowed from a pool for one request each."""

from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.db import connections

CONNECTIONS = 16
CONNECTION_WAIT_S = 10


def lend_connections() -> None:
    """Let requests borrow database connections from a pool.

    Django runs each request in a thread of its own here: kept by thread, a connection would serve
    one request, cost a sign-in to the database, and stay open behind it.
    """
    database: dict[str, Any] = settings.DATABASES["default"]
    database["CONN_MAX_AGE"] = 0
    database["OPTIONS"]["pool"] = {
        "min_size": 1,
        "max_size": CONNECTIONS,
        "timeout": CONNECTION_WAIT_S,
    }


class Borrower(ASGIHandler):
    """Answers in one thread, and gives back what a request borrowed, also when it breaks off."""

    _middleware_chain: Any

    def load_middleware(self, is_async: bool = False) -> None:
        """Load the chain as what it is, synchronous, and step into it once a request.

        As Django loads it, each request changes thread at every middleware that could also await.
        """
        super().load_middleware(is_async=False)
        self._middleware_chain = sync_to_async(self._middleware_chain)

    async def handle(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request.

        Django sends no end-of-request signal for an answer that fails while it is sent: the pool
        would count that connection as lent for ever.
        """
        try:
            await super().handle(scope, receive, send)
        except Exception:
            await sync_to_async(connections.close_all)()
            raise
