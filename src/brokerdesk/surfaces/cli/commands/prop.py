"""`brokerdesk prop`: the prop engine, offline."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from brokerdesk.kit.reading import CaseError
from brokerdesk.modules.prop.engine import doubts, evaluate_files, explain, read_programme

from ..command import Command, Failure


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the actions."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    evaluate = actions.add_parser("evaluate", help="decide over a recorded history")
    evaluate.add_argument("programme", metavar="PROGRAMME.json", help="clock, phases, rules")
    evaluate.add_argument("events", metavar="EVENTS.jsonl", help="what happened, in time order")
    told = actions.add_parser("explain", help="print a programme with all its defaults")
    told.add_argument("programme", metavar="PROGRAMME.json", help="clock, phases, rules")


def run(options: argparse.Namespace) -> int:
    """Carry out the action; what is refused prints nothing."""
    try:
        result = _ACTIONS[options.action](options)
    except (OSError, CaseError) as error:
        raise Failure(str(error)) from error
    sys.stdout.buffer.write(result.encode())
    return 0


def _evaluate(options: argparse.Namespace) -> str:
    return evaluate_files(Path(options.programme).read_bytes(), Path(options.events).read_bytes())


def _explain(options: argparse.Namespace) -> str:
    programme = read_programme(Path(options.programme).read_bytes())
    for doubt in doubts(programme):
        sys.stderr.write(f"note: {doubt.key}: {doubt.text}\n")
    return explain(programme) + "\n"


_ACTIONS: dict[str, Callable[[argparse.Namespace], str]] = {
    "evaluate": _evaluate,
    "explain": _explain,
}
COMMAND = Command("prop", "Decide over a challenge's recorded history.", run, arguments)
