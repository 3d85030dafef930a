"""`streetsim mt4`."""

import argparse
import asyncio
import codecs
from pathlib import Path

from streetsim.common.args import count, port, seconds
from streetsim.common.process import serve

from . import control, faults
from .config import DEFAULT_CLIENTS, Client, Mt4Config
from .server import Mt4Server

# The server zone limits of the IANA database, in minutes.
_OFFSET_LIMITS = (-720, 840)


def _client(text: str) -> Client:
    name, colon, secret = text.partition(":")
    if not colon or not name or not secret:
        raise argparse.ArgumentTypeError("client must be ID:SECRET")
    return Client(name, secret)


def _codepage(text: str) -> str:
    try:
        return codecs.lookup(text).name
    except LookupError:
        raise argparse.ArgumentTypeError(f"unknown code page: {text}") from None


def _offset(text: str) -> int:
    try:
        value = int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"not a number of minutes: {text}") from None
    if not _OFFSET_LIMITS[0] <= value <= _OFFSET_LIMITS[1]:
        raise argparse.ArgumentTypeError(f"offset must be between -720 and 840: {text}")
    return value


def _faults(text: str) -> tuple[faults.Fault, ...]:
    try:
        return faults.read_faults(Path(text))
    except OSError as error:
        raise argparse.ArgumentTypeError(f"{text}: {error.strerror}") from None
    except faults.FaultError as error:
        raise argparse.ArgumentTypeError(f"{text}: {error}") from None


def add_parser(
    subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> None:
    """Register the subcommand."""
    parser = subparsers.add_parser(
        "mt4",
        help="a MetaTrader 5 server",
        description="A MetaTrader 5 server: raw Web API, REST over TLS, bots, faults.",
        epilog=faults.HELP + "\n" + control.HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_doors(parser)
    _add_world(parser)
    parser.set_defaults(run=run)


def _add_doors(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    add("--port", type=port, default=0, help="REST and SignalR; 0 chooses a free one (0)")
    add("--control-port", type=port, help="control door, see below; off when absent")
    add(
        "--client",
        type=_client,
        action="append",
        metavar="ID:SECRET",
        help="an API client, repeatable (crm:Client#2024)",
    )
    add(
        "--cert",
        type=Path,
        help="TLS certificate, made when absent; without: plain HTTP",
    )
    add("--key", type=Path, help="TLS key")
    add("--ping-interval", type=seconds, default=15.0, metavar="S", help="of the hub (15)")
    add("--idle-timeout", type=seconds, default=180.0, metavar="S", help="silence allowed (180)")
    add("--token-life", type=seconds, default=3600.0, metavar="S", help="of tokens (3600)")
    add("--die-with-parent", action="store_true", help="stop when the starting process is gone")


def _add_world(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--data", type=Path, metavar="FOLDER", help="keeps the state; absent: a temporary folder")
    add("--utc-offset", type=_offset, default=120, metavar="MIN", help="server's winter zone (120)")
    add("--daylight", choices=("off", "us", "eu"), default="off", help="summer time rule (off)")
    add("--codepage", type=_codepage, default="cp1252", help="of the server's texts (cp1252)")
    add("--seed", type=int, default=1, help="of prices and bots (1)")
    add("--accounts", type=count, default=0, metavar="N", help="seeded bot accounts (0)")
    add("--activity", action="store_true", help="bots trade, also on funded client accounts")
    add("--trades-per-minute", type=seconds, default=30.0, metavar="N", help="of all bots (30)")
    add("--always-open", action="store_true", help="every symbol trades at any hour")
    add("--faults", type=_faults, default=(), metavar="FILE", help="faults, see below")


def run(options: argparse.Namespace) -> int:
    """Run the server until it is told to stop."""
    config = Mt4Config(
        host=options.host,
        port=options.port,
        control_port=options.control_port,
        clients=tuple(options.client or DEFAULT_CLIENTS),
        cert=options.cert,
        key=options.key,
        data=options.data,
        ping_interval_s=options.ping_interval,
        idle_s=options.idle_timeout,
        token_s=options.token_life,
        codepage=options.codepage,
        utc_offset_min=options.utc_offset,
        daylight=options.daylight,
        seed=options.seed,
        accounts=options.accounts,
        activity=options.activity,
        trades_per_minute=options.trades_per_minute,
        always_open=options.always_open,
        faults=options.faults,
    )
    asyncio.run(serve(Mt4Server(config), die_with_parent=options.die_with_parent))
    return 0
