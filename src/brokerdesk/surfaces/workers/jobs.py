"""The job process: deferred and periodic work. Start as many as wanted; they share it."""

import argparse
import asyncio
import sys
from collections.abc import Sequence

from .process import Body, run

CONCURRENCY = 4


def _body(concurrency: int, queues: list[str]) -> Body:
    from brokerdesk.core.jobs.worker import run_worker

    async def body(stop: asyncio.Event) -> None:
        await run_worker(stop, concurrency=concurrency, queues=queues or None)

    return body


def main(argv: Sequence[str] | None = None) -> int:
    """Run until SIGTERM."""
    parser = argparse.ArgumentParser(prog="jobs", description=__doc__)
    parser.add_argument("--queue", action="append", default=[], help="only this queue")
    parser.add_argument("--concurrency", type=int, default=CONCURRENCY, help="jobs run at once")
    options = parser.parse_args(argv)
    return run("jobs", lambda: _body(options.concurrency, options.queue))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
