"""The command line of the benchmarks."""

import argparse
import json
import sys
from collections.abc import Sequence
from importlib import import_module

from .harness import REGISTRY, Benchmark, run
from .world import open_world

SUITES = (
    "start", "ledger", "trading", "pipeline", "partners", "partners_anew", "pages", "pages_tree",
    "gateway", "valuation", "prop_decide", "risk", "prop_replay",
)  # fmt: skip


def main(argv: Sequence[str]) -> int:
    """Run the named benchmarks, or all; one JSON line each when `--json` is given."""
    for suite in SUITES:
        import_module(f"bench.{suite}")
    options = _parser().parse_args(argv)
    unknown = sorted(set(options.names) - REGISTRY.keys())
    if unknown:
        print(f"no such benchmark: {', '.join(unknown)}", file=sys.stderr)
        return 2
    with open_world(options.scale) as world:
        for name in options.names or REGISTRY:
            _print(REGISTRY[name], run(REGISTRY[name], world), as_json=options.json)
    return 0


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
