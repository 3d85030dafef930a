"""The command line of the benchmarks."""

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from importlib import import_module

from brokerdesk.surfaces.cli.house import command

from .harness import REGISTRY, Benchmark, run
from .world import open_world

SUITES = (
    "start", "ledger", "trading", "pipeline", "partners", "partners_anew", "pages", "pages_tree",
    "gateway", "valuation", "prop_decide", "risk", "prop_replay",
)  # fmt: skip


def main(argv: Sequence[str]) -> int:
    """Run the named benchmarks, or all; one JSON line each when `--json` is given.

    Each suite has a process and a stack of its own: what one prepared is in no other's way.
    """
    for suite in SUITES:
        import_module(f"bench.{suite}")
    options = _parser().parse_args(argv)
    unknown = sorted(set(options.names) - REGISTRY.keys())
    if unknown:
        print(f"no such benchmark: {', '.join(unknown)}", file=sys.stderr)
        return 2
    names = options.names or list(REGISTRY)
    suites = {name: REGISTRY[name].make.__module__ for name in names}
    if len(set(suites.values())) > 1:
        return max(
            _apart([name for name in names if suites[name] == suite], options)
            for suite in dict.fromkeys(suites.values())
        )
    with open_world(options.scale) as world:
        for name in names:
            _print(REGISTRY[name], run(REGISTRY[name], world), as_json=options.json)
    return 0


def _apart(names: Sequence[str], options: argparse.Namespace) -> int:
    """Run the benchmarks of a suite in a process of its own; give its exit status."""
    form = ["--json"] if options.json else []
    line = command("bench", *names, *form, "--scale", str(options.scale))
    return abs(subprocess.run(line, check=False).returncode)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="brokerdesk bench", description=f"Benchmarks: {', '.join(REGISTRY)}."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="all when none is named")
    parser.add_argument("--json", action="store_true", help="print one JSON line each")
    parser.add_argument("--scale", type=int, default=1, metavar="N", help="grow the data N times")
    return parser


def _print(bench: Benchmark, line: dict[str, str | int | float], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(line), flush=True)
        return
    text = (
        f"{bench.name}: {line['ours']:,} {bench.unit}, {line['ratio']} x {bench.anchor}"
        f" ({line['theirs']:,})"
    )
    print(text, flush=True)
