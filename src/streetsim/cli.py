"""`streetsim`: start one of the simulated counterparties."""

import importlib
import importlib.util
import logging
import sys
from collections.abc import Sequence

from streetsim.common.args import Parser

SIMULATORS = ("mt4", "mt5", "ctrader", "psp", "mail")


def main(argv: Sequence[str] | None = None) -> int:
    """Parse the command line and run a simulator; returns the exit status."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    parser = Parser(prog="streetsim", description="The outside world of a brokerage, simulated.")
    subparsers = parser.add_subparsers(metavar="SIMULATOR", required=True, parser_class=Parser)
    for name in SIMULATORS:
        module = f"streetsim.{name}.cli"
        if importlib.util.find_spec(f"streetsim.{name}") and importlib.util.find_spec(module):
            importlib.import_module(module).add_parser(subparsers)
    options = parser.parse_args(argv)
    try:
        return int(options.run(options) or 0)
    except OSError as error:
        sys.stderr.write(f"streetsim: {error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
