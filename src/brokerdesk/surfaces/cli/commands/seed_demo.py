"""`brokerdesk seed-demo`: make the demo world once; it prints the sign-ins every time."""

import argparse
import json
import os
from importlib import import_module

from ..command import Command, Failure, setup_django
from ..launch import DEMO_WORLD


def run(_: argparse.Namespace) -> int:
    """Hand the street's addresses to the demo world."""
    street = os.environ.get("BROKERDESK_STREET")
    if not street:
        raise Failure("the simulated street is not running; brokerdesk run starts both")
    setup_django()
    return int(import_module(DEMO_WORLD).seed(json.loads(street)))


COMMAND = Command("seed-demo", "Make the demo world on the running street.", run)
