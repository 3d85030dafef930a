"""A subcommand as data; Django is set up only by those that need it."""

import argparse
import os
from collections.abc import Callable
from dataclasses import dataclass

# The composition root's demo data is imported by name: nothing below it may depend on it.
DEMO_WORLD = "brokerdesk.config.demo_world"
DEMO_LIFE = "brokerdesk.config.demo_life"


class Failure(Exception):
    """The command failed; the message is the one line the operator sees."""


def no_arguments(_: argparse.ArgumentParser) -> None:
    """Take no arguments."""


@dataclass(frozen=True, slots=True)
class Command:
    """What a subcommand does: `run` gives the exit status."""

    run: Callable[[argparse.Namespace], int]
    arguments: Callable[[argparse.ArgumentParser], None] = no_arguments


def setup_django(*, as_owner: bool = False) -> None:
    """Set Django up; `as_owner` keeps the owner's rights, for migrations and repairs."""
    if as_owner:
        os.environ["BROKERDESK_DB_ROLE"] = ""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brokerdesk.config.settings")
    from brokerdesk.core.start import set_up

    set_up()
