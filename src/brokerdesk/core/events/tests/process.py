"""The worker process that tests start and kill: `python -m … relay|consumer`."""

import asyncio
import os
import sys
import time
from collections.abc import Callable

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brokerdesk.config.settings")


def _slow_handler() -> None:
    """Say when the handler has written, then hang inside its transaction."""
    from brokerdesk.core.events import EventMeta, handles

    from .conftest import GROUP
    from .facts import Counted, note

    write = note(GROUP)

    def on_counted(event: Counted, meta: EventMeta) -> None:
        write(event, meta)
        print("inside", flush=True)
        time.sleep(60)

    handles(Counted, group=GROUP)(on_counted)


def main(kind: str) -> None:
    """Run one worker for ever."""
    django.setup()
    from brokerdesk.core.events.consumer import Worker
    from brokerdesk.core.events.relay import Relay

    from .conftest import GROUP
    from .facts import note

    class DyingRelay(Relay):
        """Dies between publishing and the mark."""

        async def mark(self, db: object) -> None:
            os._exit(9)

    if kind == "consumer-hangs":
        _slow_handler()
    else:
        note(GROUP)
    stop = asyncio.Event()
    bodies: dict[str, Callable[[], Worker | Relay]] = {
        "relay": lambda: Relay(stop),
        "relay-dies": lambda: DyingRelay(stop),
    }
    made = bodies.get(kind, lambda: Worker([GROUP], stop, threads=4))()
    asyncio.run(made.run())


if __name__ == "__main__":
    main(sys.argv[1])
