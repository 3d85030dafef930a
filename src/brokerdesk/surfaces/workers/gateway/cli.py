"""The command line of the gateway process."""

import argparse
import asyncio
import os
from collections.abc import Callable, Sequence
from dataclasses import fields

from ..process import Body, run
from .pace import Pace


def main(argv: Sequence[str] | None = None) -> int:
    """Serve the named servers, or every enabled one, until SIGTERM."""
    options = _parser().parse_args(argv)
    pace = Pace(**{field.name: getattr(options, field.name) for field in fields(Pace)})

    def body() -> Body:
        from .fleet import Fleet
        from .metrics import serve

        async def serve_fleet(stop: asyncio.Event) -> None:
            if options.metrics_port:
                serve(options.metrics_port)
            await Fleet(tuple(options.server), pace, stop).run()

        return serve_fleet

    return run("gateway", body)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="brokerdesk worker gateway", description="Connect trading platforms to the house."
    )
    parser.add_argument(
        "--server",
        action="append",
        default=[],
        metavar="CODE",
        help="serve only this server, by code or id; may be given several times",
    )
    parser.add_argument(
        "--metrics-port",
        type=int,
        metavar="N",
        default=os.environ.get("GATEWAY_METRICS_PORT", 0),
        help="serve Prometheus metrics on loopback (default $GATEWAY_METRICS_PORT, else none)",
    )
    for field in fields(Pace):
        variable = f"GATEWAY_{field.name.upper()}"
        parser.add_argument(
            f"--{field.name.replace('_', '-')}",
            type=_positive(int if isinstance(field.default, int) else float),
            metavar="S" if field.name.endswith("_s") else "N",
            default=os.environ.get(variable, field.default),
            help=f"{field.metadata['help']} (default ${variable}, else {field.default})",
        )
    return parser


def _positive(number: type[int] | type[float]) -> Callable[[str], float]:
    """Read a number above zero."""

    def read(text: str) -> float:
        value = number(text)
        if not value > 0:
            raise argparse.ArgumentTypeError(f"must be above 0, not {text}")
        return value

    return read
