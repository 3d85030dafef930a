"""`streetsim mt4`."""

import argparse
import codecs
from pathlib import Path

from streetsim.common.args import port, seconds
from streetsim.common.venue.cli import (
    add_base,
    add_life,
    add_patience,
    add_zone,
    runner,
    split_pair,
    venue_parser,
)

from . import control, faults
from .config import Client, Mt4Config
from .server import Mt4Server


def _client(text: str) -> Client:
    return Client(*split_pair(text, "client must be ID:SECRET"))


def _codepage(text: str) -> str:
    try:
        return codecs.lookup(text).name
    except LookupError:
        raise argparse.ArgumentTypeError(f"unknown code page: {text}") from None


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the subcommand."""
    parser = venue_parser(
        subparsers,
        "mt4",
        "a MetaTrader 4 server behind its bridge",
        "A MetaTrader 4 server behind its bridge: CPlugin WebAPI, SignalR streams, bots, faults.",
        faults.HELP + "\n" + control.HELP,
    )
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    add("--port", type=port, default=0, help="REST and SignalR; 0 chooses a free one (0)")
    add("--control-port", type=port, help="control door, see below; off when absent")
    add(
        "--client",
        dest="clients",
        type=_client,
        action="append",
        default=argparse.SUPPRESS,
        metavar="ID:SECRET",
        help="an API client, repeatable (crm:Client#2024)",
    )
    add("--cert", type=Path, help="TLS certificate, made when absent; without: plain HTTP")
    add("--key", type=Path, help="TLS key")
    add_patience(parser, 15.0, "of the hub", 180.0)
    add(
        "--token-life",
        dest="token_s",
        type=seconds,
        default=3600.0,
        metavar="S",
        help="of tokens (3600)",
    )
    add_base(parser)
    add_zone(parser)
    add("--codepage", type=_codepage, default="cp1252", help="of the server's texts (cp1252)")
    add_life(parser, faults.KINDS)
    parser.set_defaults(run=runner(Mt4Config, Mt4Server))
