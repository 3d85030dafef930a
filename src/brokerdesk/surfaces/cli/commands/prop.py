"""`brokerdesk prop`: the prop engine, offline."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

from brokerdesk.kit.reading import CaseError
from brokerdesk.modules.prop.engine import doubts, evaluate_files, explain, read_programme
from brokerdesk.modules.prop.evidence import Verification, key_named, verify

from ..command import Command, Failure


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the actions."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    evaluate = actions.add_parser("evaluate", help="decide over a recorded history")
    evaluate.add_argument("programme", metavar="PROGRAMME.json", help="clock, phases, rules")
    evaluate.add_argument("events", metavar="EVENTS.jsonl", help="what happened, in time order")
    told = actions.add_parser("explain", help="print a programme with all its defaults")
    told.add_argument("programme", metavar="PROGRAMME.json", help="clock, phases, rules")
    checked = actions.add_parser("verify", help="check a sealed report: it needs no database")
    checked.add_argument("report", metavar="REPORT.json", help="as it was downloaded")
    checked.add_argument(
        "--key", metavar="FILE|KEYID", help="the key that it should be signed by: its file or id"
    )
    checked.add_argument("--previous", metavar="FILE", help="the report before it, for the chain")
    checked.add_argument("--json", action="store_true", help="print the checks as JSON")


def run(options: argparse.Namespace) -> int:
    """Carry out the action; what is refused prints nothing."""
    try:
        status, result = _ACTIONS[options.action](options)
    except (OSError, CaseError) as error:
        raise Failure(str(error)) from error
    sys.stdout.buffer.write(result.encode())
    return status


def _evaluate(options: argparse.Namespace) -> tuple[int, str]:
    return 0, evaluate_files(
        Path(options.programme).read_bytes(), Path(options.events).read_bytes()
    )


def _explain(options: argparse.Namespace) -> tuple[int, str]:
    programme = read_programme(Path(options.programme).read_bytes())
    for doubt in doubts(programme):
        sys.stderr.write(f"note: {doubt.key}: {doubt.text}\n")
    return 0, explain(programme) + "\n"


def _verify(options: argparse.Namespace) -> tuple[int, str]:
    """0 only if every check holds."""
    key = _key(options.key) if options.key else ""
    previous = Path(options.previous).read_bytes() if options.previous else b""
    found = verify(Path(options.report).read_bytes(), key=key, previous=previous)
    return (0 if found.ok else 1), (_as_json if options.json else _as_text)(found)


def _key(named: str) -> str:
    path = Path(named)
    return key_named(path.read_bytes() if path.is_file() else named.encode())


def _as_text(found: Verification) -> str:
    lines = [f"report {found.report or '?'}, decision {found.decision or '?'}"]
    for check in found.checks:
        lines.append(f"{'ok    ' if check.ok else 'FAILED'}  {check.name}: {check.title}")
        lines += [f"          {fault}" for fault in check.faults]
    lines += [f"note    {note}" for note in found.notes]
    wrong = [check.name for check in found.checks if not check.ok]
    lines.append("all of it holds" if not wrong else f"does not hold: {', '.join(wrong)}")
    return "\n".join(lines) + "\n"


def _as_json(found: Verification) -> str:
    rows = [
        {"name": one.name, "title": one.title, "ok": one.ok, "faults": list(one.faults)}
        for one in found.checks
    ]
    whole = {
        "ok": found.ok,
        "report": found.report,
        "decision": found.decision,
        "key_id": found.key_id,
        "checks": rows,
        "notes": list(found.notes),
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


_ACTIONS: dict[str, Callable[[argparse.Namespace], tuple[int, str]]] = {
    "evaluate": _evaluate,
    "explain": _explain,
    "verify": _verify,
}
COMMAND = Command(run, arguments)
