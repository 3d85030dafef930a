"""The command line of a simulated trading server."""

import argparse
import asyncio
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

from ..args import count, seconds
from ..faults import Fault, FaultError, FaultKinds
from ..process import serve
from .config import Manager, VenueConfig
from .server import VenueServer

# The server zone limits of the IANA database, in minutes.
_OFFSET_LIMITS = (-720, 840)
ConfigT = TypeVar("ConfigT", bound=VenueConfig)


def split_pair(text: str, form: str) -> tuple[str, str]:
    """Split NAME:SECRET; `form` says what is wanted."""
    name, _, secret = text.partition(":")
    if not name or not secret:
        raise argparse.ArgumentTypeError(form)
    return name, secret


def manager_with(rights: frozenset[int]) -> Callable[[str], Manager]:
    """Make the parser of managers with these rights."""

    def manager(text: str) -> Manager:
        form = "manager must be LOGIN:PASSWORD"
        login, password = split_pair(text, form)
        if not login.isdigit():
            raise argparse.ArgumentTypeError(form)
        return Manager(int(login), password, rights)

    return manager


def venue_parser(
    subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    title: str,
    description: str,
    epilog: str,
) -> argparse.ArgumentParser:
    """Register a subcommand; its epilog is printed as it is."""
    return subparsers.add_parser(
        name,
        help=title,
        description=description,
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def add_patience(
    parser: argparse.ArgumentParser, ping_s: float, ping_help: str, idle_s: float
) -> None:
    """Add how often a connection is kept alive and how long it may be silent."""
    add = parser.add_argument
    add(
        "--ping-interval",
        dest="ping_interval_s",
        type=seconds,
        default=ping_s,
        metavar="S",
        help=f"{ping_help} ({ping_s:g})",
    )
    add(
        "--idle-timeout",
        dest="idle_s",
        type=seconds,
        default=idle_s,
        metavar="S",
        help=f"silence allowed ({idle_s:g})",
    )


def add_base(parser: argparse.ArgumentParser) -> None:
    """Add how it ends and where its state is."""
    add = parser.add_argument
    add("--die-with-parent", action="store_true", help="stop when the starting process is gone")
    add("--data", type=Path, metavar="FOLDER", help="keeps the state; absent: a temporary folder")


def add_zone(parser: argparse.ArgumentParser) -> None:
    """Add the zone of the server's clock."""
    add = parser.add_argument
    add(
        "--utc-offset",
        dest="utc_offset_min",
        type=_offset,
        default=120,
        metavar="MIN",
        help="server's winter zone (120)",
    )
    add("--daylight", choices=("off", "us", "eu"), default="off", help="summer time rule (off)")


def add_life(parser: argparse.ArgumentParser, kinds: FaultKinds) -> None:
    """Add what happens by itself: prices, bots, faults."""

    def faults(text: str) -> tuple[Fault, ...]:
        try:
            return kinds.read(Path(text))
        except OSError as error:
            raise argparse.ArgumentTypeError(f"{text}: {error.strerror}") from None
        except FaultError as error:
            raise argparse.ArgumentTypeError(f"{text}: {error}") from None

    add = parser.add_argument
    add("--seed", type=int, default=1, help="of prices and bots (1)")
    add("--accounts", type=count, default=0, metavar="N", help="seeded bot accounts (0)")
    add("--activity", action="store_true", help="bots trade, also on funded client accounts")
    add(
        "--bots-for",
        default="*",
        metavar="MASK",
        help="client accounts that bots trade on, by e-mail (*)",
    )
    add("--trades-per-minute", type=seconds, default=30.0, metavar="N", help="of all bots (30)")
    add("--always-open", action="store_true", help="every symbol trades at any hour")
    add("--faults", type=faults, default=(), metavar="FILE", help="faults, see below")


def _offset(text: str) -> int:
    try:
        value = int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"not a number of minutes: {text}") from None
    if not _OFFSET_LIMITS[0] <= value <= _OFFSET_LIMITS[1]:
        raise argparse.ArgumentTypeError(f"offset must be between -720 and 840: {text}")
    return value


def runner(
    config: type[ConfigT], server: Callable[[ConfigT], VenueServer[ConfigT, Any]]
) -> Callable[[argparse.Namespace], int]:
    """Make the step that runs a server until it is told to stop.

    An option bears the name of its setting; one that is absent keeps the setting's default.
    """

    def run(options: argparse.Namespace) -> int:
        given = vars(options)
        settings = {item.name: given[item.name] for item in fields(config) if item.name in given}
        running = server(config(**settings))
        asyncio.run(serve(running, die_with_parent=options.die_with_parent))
        return 0

    return run
