"""`streetsim mt5`."""

import argparse
import asyncio
from pathlib import Path

from streetsim.common.args import count, port, seconds
from streetsim.common.process import serve

from . import control, faults
from .config import DEFAULT_MANAGERS, Manager, Mt5Config
from .server import Mt5Server

# The server zone limits of the IANA database, in minutes.
_OFFSET_LIMITS = (-720, 840)


def _manager(text: str) -> Manager:
    login, colon, password = text.partition(":")
    if not colon or not login.isdigit() or not password:
        raise argparse.ArgumentTypeError("manager must be LOGIN:PASSWORD")
    return Manager(int(login), password)


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
        "mt5",
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
    add("--port", type=port, default=0, help="raw Web API; 0 chooses a free one (0)")
    add("--rest-port", type=port, default=0, help="REST over TLS; 0 chooses a free one (0)")
    add("--control-port", type=port, help="control door, see below; off when absent")
    add(
        "--manager",
        type=_manager,
        action="append",
        metavar="LOGIN:PASSWORD",
        help="a manager account, repeatable (1000:Manager#2024)",
    )
    add("--cert", type=Path, help="TLS certificate; made when absent")
    add("--key", type=Path, help="TLS key; made when absent")
    add("--ping-interval", type=seconds, default=20.0, metavar="S", help="keep-alive (20)")
    add("--idle-timeout", type=seconds, default=180.0, metavar="S", help="silence allowed (180)")
    add("--dealer-delay", type=seconds, default=0.0, metavar="S", help="of dealer results (0)")
    add("--die-with-parent", action="store_true", help="stop when the starting process is gone")


def _add_world(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--data", type=Path, metavar="FOLDER", help="keeps the state; absent: a temporary folder")
    add("--utc-offset", type=_offset, default=120, metavar="MIN", help="server's winter zone (120)")
    add("--daylight", choices=("off", "us", "eu"), default="off", help="summer time rule (off)")
    add("--seed", type=int, default=1, help="of prices and bots (1)")
    add("--accounts", type=count, default=0, metavar="N", help="seeded bot accounts (0)")
    add("--activity", action="store_true", help="bots trade, also on funded client accounts")
    add("--trades-per-minute", type=seconds, default=30.0, metavar="N", help="of all bots (30)")
    add("--always-open", action="store_true", help="every symbol trades at any hour")
    add("--faults", type=_faults, default=(), metavar="FILE", help="faults, see below")
    add("--raw-backslashes", action="store_true", help="JSON with unescaped backslashes")
    add("--destructive-update", action="store_true", help="partial USER_UPDATE wipes the rest")


def run(options: argparse.Namespace) -> int:
    """Run the server until it is told to stop."""
    config = Mt5Config(
        host=options.host,
        port=options.port,
        rest_port=options.rest_port,
        control_port=options.control_port,
        managers=tuple(options.manager or DEFAULT_MANAGERS),
        cert=options.cert,
        key=options.key,
        data=options.data,
        ping_interval_s=options.ping_interval,
        idle_s=options.idle_timeout,
        dealer_delay_s=options.dealer_delay,
        utc_offset_min=options.utc_offset,
        daylight=options.daylight,
        seed=options.seed,
        accounts=options.accounts,
        activity=options.activity,
        trades_per_minute=options.trades_per_minute,
        always_open=options.always_open,
        raw_backslashes=options.raw_backslashes,
        destructive_update=options.destructive_update,
        faults=options.faults,
    )
    asyncio.run(serve(Mt5Server(config), die_with_parent=options.die_with_parent))
    return 0
