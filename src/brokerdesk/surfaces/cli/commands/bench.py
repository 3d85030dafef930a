"""`brokerdesk bench`: the checkout's benchmarks."""

import argparse
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import brokerdesk

from ..command import Command, Failure


def arguments(parser: argparse.ArgumentParser) -> None:
    """Hand all arguments on: the benchmarks read their own."""
    parser.add_argument("names", nargs="*", metavar="NAME", help="all when none is named")
    parser.add_argument("--json", action="store_true", help="print one JSON line each")
    parser.add_argument("--scale", type=int, metavar="N", help="grow the data N times")


def run(options: argparse.Namespace) -> int:
    """Run the benchmarks of the checkout this package lies in."""
    checkout = str(Path(brokerdesk.__file__).resolve().parents[2])
    if checkout not in sys.path:
        sys.path.insert(0, checkout)
    if find_spec("bench") is None:
        raise Failure("the benchmarks are part of the source checkout, which is not here")
    argv = [*options.names, *(["--json"] if options.json else [])]
    argv += ["--scale", str(options.scale)] if options.scale is not None else []
    return int(import_module("bench").main(argv))


COMMAND = Command(run, arguments)
