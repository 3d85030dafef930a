"""The worker process that tests start and kill: `python -m … relay|consumer`."""

import asyncio
import os
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brokerdesk.config.settings")


def _relay_that_dies() -> None:
    """Publish a batch and die before the mark that it was published."""
    from brokerdesk.core.events import relay

    publish = relay.publish

    async def publish_and_die(*args: object) -> None:
        await publish(*args)  # type: ignore[arg-type]
        os._exit(9)

    relay.publish = publish_and_die  # type: ignore[assignment]


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

    if kind == "relay-dies":
        _relay_that_dies()
    elif kind == "consumer-hangs":
        _slow_handler()
    else:
        note(GROUP)
    stop = asyncio.Event()
    worker = Relay(stop) if kind.startswith("relay") else Worker([GROUP], stop, threads=4)
    asyncio.run(worker.run())


if __name__ == "__main__":
    main(sys.argv[1])
