"""`brokerdesk seed-demo` and `demo-life`: the demo world, made once, and its activity."""

import argparse
import json
import os
from importlib import import_module

from ..command import DEMO_LIFE, DEMO_WORLD, Command, Failure, setup_django


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


COMMAND = Command(run)
LIFE = Command(live)
