"""`streetsim mt5`."""

import argparse
from pathlib import Path

from streetsim.common.args import port, seconds
from streetsim.common.venue.cli import (
    add_base,
    add_life,
    add_patience,
    add_zone,
    manager_with,
    runner,
    venue_parser,
)

from . import control, faults
from .config import ALL_RIGHTS, Mt5Config
from .server import Mt5Server


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the subcommand."""
    parser = venue_parser(
        subparsers,
        "mt5",
        "a MetaTrader 5 server",
        "A MetaTrader 5 server: raw Web API, REST over TLS, bots, faults.",
        faults.HELP + "\n" + control.HELP,
    )
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    add("--port", type=port, default=0, help="raw Web API; 0 chooses a free one (0)")
    add("--rest-port", type=port, default=0, help="REST over TLS; 0 chooses a free one (0)")
    add("--control-port", type=port, help="control door, see below; off when absent")
    add(
        "--manager",
        dest="managers",
        type=manager_with(ALL_RIGHTS),
        action="append",
        default=argparse.SUPPRESS,
        metavar="LOGIN:PASSWORD",
        help="a manager account, repeatable (1000:Manager#2024)",
    )
    add("--cert", type=Path, help="TLS certificate; made when absent")
    add("--key", type=Path, help="TLS key; made when absent")
    add_patience(parser, 20.0, "keep-alive", 180.0)
    add(
        "--dealer-delay",
        dest="dealer_delay_s",
        type=seconds,
        default=0.0,
        metavar="S",
        help="of dealer results (0)",
    )
    add_base(parser)
    add_zone(parser)
    add_life(parser, faults.KINDS)
    add("--raw-backslashes", action="store_true", help="JSON with unescaped backslashes")
    add("--destructive-update", action="store_true", help="partial USER_UPDATE wipes the rest")
    parser.set_defaults(run=runner(Mt5Config, Mt5Server))
