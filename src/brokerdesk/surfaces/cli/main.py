"""Read the command line and run one subcommand."""

import argparse
import sys
from collections.abc import Sequence
from typing import NoReturn

from pydantic import ValidationError

from brokerdesk.kit.errors import DomainError

from .command import Failure
from .commands import COMMANDS


class _Parser(argparse.ArgumentParser):
    """An argparse parser whose errors are one line (exit status 2)."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message} (see {self.prog} --help)\n")


def parser(argv: Sequence[str]) -> argparse.ArgumentParser:
    """Build the parser with all subcommands; only those named are loaded."""
    top = _Parser(prog="brokerdesk", description="The brokerage's back office, on one machine.")
    below = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for listed in COMMANDS:
        one = below.add_parser(listed.name, help=listed.help, description=listed.help)
        if listed.name in argv:
            command = listed.load()
            command.arguments(one)
            one.set_defaults(run=command.run)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; a failure is one line on stderr and exit status 1."""
    given = sys.argv[1:] if argv is None else argv
    options = parser(given).parse_args(given)
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
