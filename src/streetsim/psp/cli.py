"""`streetsim psp`: one provider from the command line."""

import argparse
import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from streetsim.common.args import count, port, seconds
from streetsim.common.process import serve

from .config import Fault, PspConfig
from .control import __doc__ as control_help
from .faults import COMMANDS, BadFault, Faults
from .server import PspServer

_FAULTS = "\n".join(f"  {name}: {', '.join(sorted(known))}" for name, known in COMMANDS.items())
_EPILOG = f"""faults (--faults FILE, a JSON list of {{"when", "do", "with"}}):
  when: {{"command": NAME, "nth": N}} | {{"command": NAME, "every": N}} | {{"after_s": S}}
  with: {{"seconds": S}} for delay, reorder and late_success; {{"times": N}} for duplicate;
        {{"status": S, "code": C}} for refuse; {{"before": true}} delays the deed, not the answer
{_FAULTS}

test cards: 4242424242424242 succeeds, …0002 is declined, …9995 has no funds, …3220 asks for
3-D Secure, …0077 succeeds late, …0259 is charged back later. Payout accounts that end in 0002
fail; those that end in 0003 are returned after payment.

control (--control-port):
{control_help}"""


def add_parser(subparsers: Any) -> None:
    """Add the subcommand to streetsim's parser."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "psp",
        help="a payment provider with a hosted page, signed webhooks, payouts and chargebacks",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=port, default=0, help="API and payment page; 0: a free one")
    parser.add_argument("--control-port", type=port, help="the tester's door; absent: closed")
    parser.add_argument("--public-url", default="", help="what payers' browsers see")
    parser.add_argument("--api-key", default="sk_street", help="bearer key of the API")
    parser.add_argument(
        "--webhook-secret",
        action="append",
        metavar="SECRET",
        help="signs webhooks; give it twice, newest first, while rotating",
    )
    parser.add_argument("--seed", type=count, default=1, help="seed of the ids")
    parser.add_argument("--data", type=Path, help="folder of its books; absent: in memory")
    parser.add_argument("--faults", type=Path, metavar="FILE", help="what goes wrong, see below")
    parser.add_argument("--payout-delay", type=seconds, default=2.0, help="seconds to pay out")
    parser.add_argument("--late", type=seconds, default=20.0, help="seconds of what comes late")
    parser.add_argument("--expires", type=seconds, default=1800.0, help="life of a payment page")
    parser.add_argument("--die-with-parent", action="store_true", help="stop when the parent does")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Serve until told to stop."""
    try:
        faults = _faults(args.faults)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"streetsim psp: --faults: {error}\n")
        return 2
    config = PspConfig(
        host=args.host,
        port=args.port,
        control_port=args.control_port,
        public_url=args.public_url.rstrip("/"),
        api_key=args.api_key,
        webhook_secrets=tuple(args.webhook_secret or ["whsec_street"]),
        seed=args.seed,
        data=args.data,
        faults=faults,
        payout_delay_s=args.payout_delay,
        late_s=args.late,
        expires_s=args.expires,
    )
    try:
        asyncio.run(serve(PspServer(config), die_with_parent=args.die_with_parent))
    except OSError as error:
        sys.stderr.write(f"streetsim psp: {error}\n")
        return 1
    return 0


def _faults(path: Path | None) -> tuple[Fault, ...]:
    if path is None:
        return ()
    loaded = json.loads(path.read_text())
    if not isinstance(loaded, list):
        raise BadFault("the file must hold a JSON list")
    Faults.load(tuple(loaded))
    return tuple(loaded)
