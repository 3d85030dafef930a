"""The consumer process: stream to handlers. Start as many as wanted; they share the work."""

import argparse
import asyncio
import sys
from collections.abc import Sequence

from .process import Body, run

THREADS = 8
SWITCH_S = 0.0005


def _body(only: list[str], threads: int) -> Body:
    from brokerdesk.core.events.consumer import Worker
    from brokerdesk.core.events.registry import groups

    unknown = sorted(set(only) - set(groups()))
    if unknown:
        known = ", ".join(groups())
        print(f"consumers: no group {', '.join(unknown)}; there are {known}", file=sys.stderr)
        raise SystemExit(2)

    async def body(stop: asyncio.Event) -> None:
        await Worker(only or groups(), stop, threads=threads).run()

    return body


def main(argv: Sequence[str] | None = None) -> int:
    """Run until SIGTERM."""
    parser = argparse.ArgumentParser(prog="consumers", description=__doc__)
    parser.add_argument("--group", action="append", default=[], help="only this handler group")
    parser.add_argument("--threads", type=int, default=THREADS, help="handlers run at once")
    options = parser.parse_args(argv)
    # Handlers mostly wait for the database: who has an answer must not wait long for its turn.
    sys.setswitchinterval(SWITCH_S)
    return run("consumers", lambda: _body(options.group, options.threads))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
