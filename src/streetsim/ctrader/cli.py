"""`streetsim ctrader`."""

import argparse
from pathlib import Path

from streetsim.common.args import count, port
from streetsim.common.venue.cli import (
    add_base,
    add_life,
    add_patience,
    manager_with,
    runner,
    split_pair,
    venue_parser,
)

from . import control, faults
from .config import ALL_RIGHTS, CTraderConfig, OAuthApp
from .server import CTraderServer


def _app(text: str) -> OAuthApp:
    return OAuthApp(*split_pair(text, "app must be ID:SECRET"))


def _rows(text: str) -> int:
    return max(count(text), 1)


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the subcommand."""
    parser = venue_parser(
        subparsers,
        "ctrader",
        "a cTrader server",
        "A cTrader server: Manager API, WebServices, Open API, bots, faults.",
        faults.HELP + "\n" + control.HELP,
    )
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    add("--manager-port", type=port, default=0, help="Manager API, TLS; 0 chooses a free one (0)")
    add("--rest-port", type=port, default=0, help="WebServices, HTTPS (0)")
    add("--openapi-port", type=port, default=0, help="Open API, TLS (0)")
    add("--control-port", type=port, help="control door, see below; off when absent")
    add(
        "--manager",
        dest="managers",
        type=manager_with(ALL_RIGHTS),
        action="append",
        default=argparse.SUPPRESS,
        metavar="LOGIN:PASSWORD",
        help="a manager, repeatable (30001:Manager#2024)",
    )
    add("--app", type=_app, default=OAuthApp(), metavar="ID:SECRET", help="an Open API application")
    add("--plant", default="street", help="name of the plant (street)")
    add("--environment", choices=("demo", "live"), default="demo", help="of the plant (demo)")
    add("--broker", default="demobroker", help="name of the broker (demobroker)")
    add("--cert", type=Path, help="TLS certificate; made when absent")
    add("--key", type=Path, help="TLS key; made when absent")
    add_patience(parser, 25.0, "heartbeat", 120.0)
    add("--chunk", type=_rows, default=1000, metavar="N", help="rows of a list at most (1000)")
    add("--rest-limit", type=count, default=0, metavar="N", help="changes per second; 0 any (0)")
    add_base(parser)
    add_life(parser, faults.KINDS)
    parser.set_defaults(run=runner(CTraderConfig, CTraderServer))
