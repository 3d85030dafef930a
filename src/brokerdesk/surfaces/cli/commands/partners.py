"""`brokerdesk partners`: the commission engine, offline and over what was accrued."""

import argparse
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from brokerdesk.kit.clock import now
from brokerdesk.modules.partners.engine import CaseError, calculate

from ..command import Command, Failure, setup_django

if TYPE_CHECKING:
    from brokerdesk.modules.partners.services import Recomputed


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the actions."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    offline = actions.add_parser("calculate", help="compute accruals and payouts of a case")
    offline.add_argument("case", metavar="CASE.json", help="plan, partners, clients and deals")
    anew = actions.add_parser("recompute", help="compute a period's accruals anew and compare")
    anew.add_argument("--since", type=_instant, required=True, help="from this day or instant on")
    anew.add_argument("--until", type=_instant, required=True, help="to before this one; UTC")
    anew.add_argument("--brand", metavar="CODE", help="all brands when none is named")
    anew.add_argument("--json", action="store_true", help="print one JSON object")


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        form = "give a day such as 2026-03-01 or an instant such as 2026-03-01T09:30:00Z"
        raise argparse.ArgumentTypeError(f"{form}, not {text!r}") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def run(options: argparse.Namespace) -> int:
    """Carry out the action."""
    return _ACTIONS[options.action](options)


def _calculate(options: argparse.Namespace) -> int:
    """Print accruals and payouts; a case that is refused prints nothing."""
    try:
        result = calculate(Path(options.case).read_bytes())
    except FileNotFoundError:
        raise Failure(f"there is no file {options.case}") from None
    except IsADirectoryError:
        raise Failure(f"{options.case} is a directory") from None
    except (OSError, CaseError) as error:
        raise Failure(str(error)) from error
    sys.stdout.buffer.write(result.encode() + b"\n")
    return 0


def _recompute(options: argparse.Namespace) -> int:
    """Compare brand by brand; exit 1 where a line differs."""
    from ..context import database

    if options.since >= options.until:
        raise Failure("--since must be before --until")
    with database():
        setup_django()
        from brokerdesk.modules.brands.queries import brands
        from brokerdesk.modules.partners.services import recompute

        chosen = [b for b in brands() if options.brand in {None, b.code}]
        if not chosen:
            raise Failure(f"there is no brand {options.brand}")
        found = {b.code: recompute(b.pk, options.since, options.until, at=now()) for b in chosen}
    if options.json:
        sys.stdout.write(json.dumps({code: _row(one) for code, one in found.items()}) + "\n")
    else:
        for code, one in found.items():
            sys.stdout.write(f"{code:12} {one.deals:10,} deals {one.lines:11,} lines"
                             f" {len(one.differing):8,} differ\n")  # fmt: skip
            for line in one.differing:
                sys.stdout.write(f"  deal {line.ticket} level {line.level}: {line.stands} stands,"
                                 f" {line.anew} computed\n")  # fmt: skip
    return 1 if any(one.differing for one in found.values()) else 0


def _row(one: "Recomputed") -> dict[str, object]:
    names = ("ticket", "level", "kind", "stands", "anew", "stands_reason", "anew_reason")
    rows = [
        {name: None if (v := getattr(line, name)) is None else str(v) for name in names}
        for line in one.differing
    ]
    return {"deals": one.deals, "lines": one.lines, "differing": rows}


_ACTIONS: dict[str, Callable[[argparse.Namespace], int]] = {
    "calculate": _calculate,
    "recompute": _recompute,
}
COMMAND = Command(run, arguments)
