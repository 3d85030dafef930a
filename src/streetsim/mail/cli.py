"""`streetsim mail`: the local mailbox from the command line."""

import argparse
import asyncio
from pathlib import Path
from typing import Any

from streetsim.common.args import port
from streetsim.common.process import serve

from .server import MailConfig, MailServer

_EPILOG = """API (--http-port):
  GET    /api/messages?to=PART&limit=N&after=ID   {"messages": [...]}, newest first
  GET    /api/messages/ID                            one mail
  DELETE /api/messages                               forget all"""


def add_parser(subparsers: Any) -> None:
    """Add the subcommand to streetsim's parser."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "mail",
        help="an SMTP server that keeps every mail, with a mailbox page",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=port, default=1025, help="SMTP; 0: a free one")
    parser.add_argument("--http-port", type=port, default=0, help="mailbox page; 0: a free one")
    parser.add_argument("--data", type=Path, help="folder of the mails; absent: in memory")
    parser.add_argument("--die-with-parent", action="store_true", help="stop when the parent does")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Serve until told to stop."""
    config = MailConfig(args.host, args.port, args.http_port, args.data)
    asyncio.run(serve(MailServer(config), die_with_parent=args.die_with_parent))
    return 0
