"""`brokerdesk partners calculate`: the commission engine, offline."""

import argparse
import sys
from pathlib import Path

from brokerdesk.modules.partners.engine import CaseError, calculate

from ..command import Command, Failure


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the action and its case."""
    parser.add_argument("action", choices=["calculate"], help="compute accruals and payouts")
    parser.add_argument("case", metavar="CASE.json", help="plan, partners, clients and deals")


def run(options: argparse.Namespace) -> int:
    """Print accruals and payouts; a case that is refused prints nothing."""
    try:
        result = calculate(Path(options.case).read_bytes())
    except (OSError, CaseError) as error:
        raise Failure(str(error)) from error
    sys.stdout.buffer.write(result.encode() + b"\n")
    return 0


COMMAND = Command("partners", "Compute the commission of a case offline.", run, arguments)
