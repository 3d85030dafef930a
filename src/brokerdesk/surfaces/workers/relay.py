"""The relay process: outbox to stream. Start as many as wanted; one is elected."""

import asyncio
import sys
from collections.abc import Sequence

from .process import Body, run


def _body() -> Body:
    from brokerdesk.core.events.relay import Relay

    async def body(stop: asyncio.Event) -> None:
        await Relay(stop).run()

    return body


def main(argv: Sequence[str] | None = None) -> int:
    """Run until SIGTERM."""
    return run("relay", _body)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
