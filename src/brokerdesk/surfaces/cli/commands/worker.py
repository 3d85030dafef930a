"""`brokerdesk worker NAME`: one worker process; start as many as wanted, on any machine."""

import argparse
from importlib import import_module

from ..command import Command
from ..house import WORKERS, worker_exists


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the worker's name and what it takes itself."""
    known = [name for name in WORKERS if worker_exists(name)]
    parser.add_argument("name", choices=known, metavar="NAME", help=", ".join(known))
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="what the worker takes itself")


def run(options: argparse.Namespace) -> int:
    """Run the worker until SIGTERM."""
    module = import_module(f"brokerdesk.surfaces.workers.{options.name}")
    return int(module.main(options.rest))


COMMAND = Command(run, arguments)
