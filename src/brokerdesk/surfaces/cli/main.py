"""Read the command line and run one subcommand."""

import argparse
import sys
from collections.abc import Sequence
from functools import cache
from typing import NoReturn

from pydantic import ValidationError

from brokerdesk.kit.errors import DomainError

from .command import Command, Failure
from .commands import COMMANDS


class _Parser(argparse.ArgumentParser):
    """An argparse parser whose errors are one line (exit status 2)."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message} (see {self.prog} --help)\n")


@cache
def parser(commands: tuple[Command, ...] = COMMANDS) -> argparse.ArgumentParser:
    """Build the parser with all subcommands."""
    top = _Parser(prog="brokerdesk", description="The brokerage's back office, on one machine.")
    below = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for command in commands:
        one = below.add_parser(command.name, help=command.help, description=command.help)
        command.arguments(one)
        one.set_defaults(run=command.run)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; a failure is one line on stderr and exit status 1."""
    options = parser().parse_args(argv)
    try:
        return int(options.run(options))
    except (Failure, DomainError) as failure:
        sys.stderr.write(f"brokerdesk: {' '.join(str(failure).split())}\n")
        return 1
    except ValidationError as error:
        if error.title != "Environment":
            raise
        for fault in error.errors():
            name, message = str(fault["loc"][0]).upper(), fault["msg"].removeprefix("Value error, ")
            sys.stderr.write(f"brokerdesk: {name}: {message}\n")
        return 1
    except KeyboardInterrupt:
        return 130
