"""`brokerdesk create-admin EMAIL`: make an administrator, for a new installation."""

import argparse
import getpass
import sys

from brokerdesk.kit.clock import now

from ..command import Command, Failure, setup_django
from ..context import database


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add who it is; the password is asked for, never an argument (ps would show it)."""
    parser.add_argument("email", metavar="EMAIL", help="what the administrator signs in with")
    parser.add_argument("--name", default="Administrator", help="shown to colleagues")
    parser.add_argument(
        "--password-stdin", action="store_true", help="read the password from standard input"
    )


def run(options: argparse.Namespace) -> int:
    """Make the administrator; MFA is set up at the first sign-in."""
    password = _password(from_stdin=options.password_stdin)
    with database():
        setup_django()
        from brokerdesk.modules.staff.services import first_administrator

        row = first_administrator(options.email, options.name, password, at=now())
    sys.stdout.write(
        f"{row.email} is administrator ({row.public_id}); sign in at the back office\n"
    )
    return 0


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    if not sys.stdin.isatty():
        raise Failure("no terminal to ask for the password; use --password-stdin")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != password:
        raise Failure("the two passwords differ")
    return password


COMMAND = Command(run, arguments)
