"""What every worker process does around its loop."""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable

from brokerdesk.core.start import set_up

Body = Callable[[asyncio.Event], Awaitable[None]]


def run(name: str, body: Callable[[], Body]) -> int:
    """Set Django up, run the loop until SIGTERM or SIGINT, and return the exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brokerdesk.config.settings")
    set_up()
    from django.conf import settings

    from brokerdesk.core.logs import configure

    configure(name)
    if not settings.NATS_URL:
        print(f"{name}: NATS_URL is not set", file=sys.stderr)
        return 2
    asyncio.run(_until_signal(body()))
    return 0


async def _until_signal(body: Body) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await body(stop)
