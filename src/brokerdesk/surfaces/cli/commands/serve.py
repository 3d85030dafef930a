"""`brokerdesk serve` and `brokerdesk run`: the whole house, without or with the street."""

import argparse
import os

from ..command import Command
from ..launch import Launch, Wish, default_data_dir


def _port(text: str) -> int:
    """Read a TCP port."""
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"not a port: {text!r}")
    return int(text)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add where browsers come in."""
    given = os.environ.get("PORT", "")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument(
        "--port", type=_port, default=given or None, help="port to listen on (default: 8000)"
    )


def _launch(options: argparse.Namespace, *, demo: bool) -> int:
    Launch(Wish(default_data_dir(), options.host, options.port, demo)).run()
    return 0


SERVE = Command(
    lambda options: _launch(options, demo=False),
    arguments,
)
RUN = Command(
    lambda options: _launch(options, demo=True),
    arguments,
)
