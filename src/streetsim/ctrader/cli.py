"""`streetsim ctrader`."""

import argparse
import asyncio
from pathlib import Path

from streetsim.common.args import count, port, seconds
from streetsim.common.process import serve

from . import control, faults
from .config import DEFAULT_MANAGERS, CTraderConfig, Manager, OAuthApp
from .server import CTraderServer


def _manager(text: str) -> Manager:
    login, colon, password = text.partition(":")
    if not colon or not login.isdigit() or not password:
        raise argparse.ArgumentTypeError("manager must be LOGIN:PASSWORD")
    return Manager(int(login), password)


def _app(text: str) -> OAuthApp:
    client_id, colon, secret = text.partition(":")
    if not colon or not client_id or not secret:
        raise argparse.ArgumentTypeError("app must be ID:SECRET")
    return OAuthApp(client_id, secret)


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
        "ctrader",
        help="a cTrader server",
        description="A cTrader server: Manager API, WebServices, Open API, bots, faults.",
        epilog=faults.HELP + "\n" + control.HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_doors(parser)
    _add_world(parser)
    parser.set_defaults(run=run)


def _add_doors(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    add("--manager-port", type=port, default=0, help="Manager API, TLS; 0 chooses a free one (0)")
    add("--rest-port", type=port, default=0, help="WebServices, HTTPS (0)")
    add("--openapi-port", type=port, default=0, help="Open API, TLS (0)")
    add("--control-port", type=port, help="control door, see below; off when absent")
    add(
        "--manager",
        type=_manager,
        action="append",
        metavar="LOGIN:PASSWORD",
        help="a manager, repeatable (30001:Manager#2024)",
    )
    add("--app", type=_app, default=OAuthApp(), metavar="ID:SECRET", help="an Open API application")
    add("--plant", default="street", help="name of the plant (street)")
    add("--environment", choices=("demo", "live"), default="demo", help="of the plant (demo)")
    add("--broker", default="demobroker", help="name of the broker (demobroker)")
    add("--cert", type=Path, help="TLS certificate; made when absent")
    add("--key", type=Path, help="TLS key; made when absent")
    add("--ping-interval", type=seconds, default=25.0, metavar="S", help="heartbeat (25)")
    add("--idle-timeout", type=seconds, default=120.0, metavar="S", help="silence allowed (120)")
    add("--chunk", type=count, default=1000, metavar="N", help="rows of a list at most (1000)")
    add("--rest-limit", type=count, default=0, metavar="N", help="changes per second; 0 any (0)")
    add("--die-with-parent", action="store_true", help="stop when the starting process is gone")


def _add_world(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--data", type=Path, metavar="FOLDER", help="keeps the state; absent: a temporary folder")
    add("--seed", type=int, default=1, help="of prices and bots (1)")
    add("--accounts", type=count, default=0, metavar="N", help="seeded bot accounts (0)")
    add("--activity", action="store_true", help="bots trade, also on funded client accounts")
    add("--trades-per-minute", type=seconds, default=30.0, metavar="N", help="of all bots (30)")
    add("--always-open", action="store_true", help="every symbol trades at any hour")
    add("--faults", type=_faults, default=(), metavar="FILE", help="faults, see below")


def run(options: argparse.Namespace) -> int:
    """Run the server until it is told to stop."""
    config = CTraderConfig(
        host=options.host,
        manager_port=options.manager_port,
        rest_port=options.rest_port,
        openapi_port=options.openapi_port,
        control_port=options.control_port,
        managers=tuple(options.manager or DEFAULT_MANAGERS),
        app=options.app,
        plant=options.plant,
        environment=options.environment,
        broker=options.broker,
        cert=options.cert,
        key=options.key,
        data=options.data,
        ping_interval_s=options.ping_interval,
        idle_s=options.idle_timeout,
        chunk=max(options.chunk, 1),
        rest_limit=options.rest_limit,
        seed=options.seed,
        accounts=options.accounts,
        activity=options.activity,
        trades_per_minute=options.trades_per_minute,
        always_open=options.always_open,
        faults=options.faults,
    )
    asyncio.run(serve(CTraderServer(config), die_with_parent=options.die_with_parent))
    return 0
