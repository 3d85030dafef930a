"""`brokerdesk audit verify`: recompute the sealed chain of the audit log."""

import argparse
import sys

from ..command import Command, setup_django
from ..context import database


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the one action."""
    parser.add_argument("action", choices=["verify"], help="recompute the chain and compare")


def run(_: argparse.Namespace) -> int:
    """Verify; exit 1 where a row was changed, removed, added or moved."""
    with database():
        setup_django()
        from brokerdesk.core.audit import verify

        report = verify()
    stream = sys.stdout if report.ok else sys.stderr
    stream.write(f"{report.message} ({report.rows} rows)\n")
    return 0 if report.ok else 1


COMMAND = Command(run, arguments)
