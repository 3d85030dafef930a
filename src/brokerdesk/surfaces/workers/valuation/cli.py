"""The command line of the valuation process."""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence

from ..process import Body, run

# The thread that marks must not wait long for the one that reads the stream, nor the other way.
SWITCH_S = 0.0005


def main(argv: Sequence[str] | None = None) -> int:
    """Mark until SIGTERM."""
    parser = argparse.ArgumentParser(
        prog="brokerdesk worker valuation", description="Mark every account at every tick."
    )
    parser.add_argument(
        "--metrics-port",
        type=int,
        metavar="N",
        default=os.environ.get("VALUATION_METRICS_PORT", 0),
        help="serve Prometheus metrics on loopback (default $VALUATION_METRICS_PORT, else none)",
    )
    options = parser.parse_args(argv)
    sys.setswitchinterval(SWITCH_S)

    def body() -> Body:
        from django.conf import settings

        from brokerdesk.modules.valuation.engine import warm

        from .crew import Crew
        from .metrics import serve

        warm(settings.DATA_DIR / "numba")

        async def mark(stop: asyncio.Event) -> None:
            if options.metrics_port:
                serve(options.metrics_port)
            await Crew(stop).run()

        return mark

    return run("valuation", body)
