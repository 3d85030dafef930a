"""`brokerdesk seed-demo` and `demo-life`: the demo world, made once, and its activity."""

import argparse
import json
import os
from importlib import import_module

from ..command import Command, Failure, setup_django
from ..launch import DEMO_LIFE, DEMO_WORLD


def run(_: argparse.Namespace) -> int:
    """Hand the street's addresses to the demo world."""
    street = os.environ.get("BROKERDESK_STREET")
    if not street:
        raise Failure("the simulated street is not running; brokerdesk run starts both")
    setup_django()
    return int(import_module(DEMO_WORLD).seed(json.loads(street)))


def live(_: argparse.Namespace) -> int:
    """Let the demo's clients act until told to stop."""
    setup_django()
    return int(import_module(DEMO_LIFE).main())


COMMAND = Command("seed-demo", "Make the demo world on the running street.", run)
LIFE = Command("demo-life", "Let the demo world's clients act, beside the running house.", live)
