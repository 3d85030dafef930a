"""`make contracts`: run every adapter's contract tests, print each port's matrix and keep it."""

import io
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from brokerdesk.ports import payments_contract, trading_contract

ROOT = Path(__file__).resolve().parents[1]
ADAPTERS = ROOT / "src" / "brokerdesk" / "adapters"
FAMILIES: dict[str, Callable[[], list[tuple[str, str]]]] = {
    "payments": payments_contract.cards,
    "trading": trading_contract.cards,
}
# "own": an adapter's own form of a card, because its venue differs; its README says how.
MARKS = {"passed": "pass", "own": "own", "failed": "FAIL", "skipped": "-"}
TEXT_WIDTH = 72
KEPT = ROOT / "docs" / "adapters.md"
BEGIN, END = "<!-- matrix -->\n```\n", "```\n<!-- end of matrix -->\n"


@dataclass(eq=False)
class Results:
    """The worst outcome per (folder, card), collected by pytest."""

    found: dict[tuple[str, str], str] = field(default_factory=dict)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take one phase of one test."""
        if report.when != "call" and report.passed:
            return
        path, *_, name = report.nodeid.split("::")
        key = (str(Path(path).parents[1]), name.split("[")[0].removeprefix("test_")[:3])
        own = report.passed and report.location[0].endswith("tests/test_contract.py")
        if self.found.get(key) != "failed":
            self.found[key] = "own" if own else report.outcome


def contract_files(family: str) -> list[Path]:
    """The contract tests of one family's adapters, templates included."""
    return sorted((ADAPTERS / family).glob("*/tests/test_contract.py"))


def matrix(family: str, files: Sequence[Path], results: Results) -> list[str]:
    """One family's table: a row per card, a column per adapter."""
    folders = [str(file.relative_to(ROOT).parents[1]) for file in files]
    names = [Path(folder).name for folder in folders]
    lines = [f"{family}: {'  '.join(names)}"]
    for number, text in FAMILIES[family]():
        card = number.replace("-", "").lower()
        marks = [MARKS[results.found.get((folder, card), "skipped")] for folder in folders]
        cells = "  ".join(mark.ljust(len(name)) for mark, name in zip(marks, names, strict=True))
        lines.append(f"  {number}  {cells}  {text[:TEXT_WIDTH]}")
    return lines


def kept() -> str:
    """Give the matrices as the documentation has them."""
    return KEPT.read_text().partition(BEGIN)[2].partition(END)[0]


def keep(text: str) -> None:
    """Put the matrices into the documentation."""
    head, begin, rest = KEPT.read_text().partition(BEGIN)
    KEPT.write_text(head + begin + text + END + rest.partition(END)[2])


def main() -> int:
    """Print the matrices; the exit status is 1 when a card failed or nothing ran."""
    files = {family: contract_files(family) for family in FAMILIES}
    results, output = Results(), io.StringIO()
    targets = [str(file) for paths in files.values() for file in paths]
    with redirect_stdout(output), redirect_stderr(output):
        status = pytest.main([*targets, "-q", "-p", "no:cacheprovider"], plugins=[results])
    text = "\n".join(
        "\n".join([*matrix(family, paths, results), ""]) for family, paths in files.items()
    )
    print(text)
    if not status:
        keep(text)
    else:
        print(output.getvalue(), file=sys.stderr)
    return int(status != pytest.ExitCode.OK)


if __name__ == "__main__":
    sys.exit(main())
