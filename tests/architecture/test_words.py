"""No float near money, no way around a check, nothing of one machine in the repository."""

import re
from pathlib import Path

import pytest

from .measure import ROOT, files, floats, matches, name

_MONEY = [f"modules/{room}" for room in ("cashier", "ledger", "partners", "prop", "trading")]
_MONEY_FILES = ["kit/money.py", "kit/rounding.py"]

# Each would silence a check, leave work behind, or stand in for our own code.
_IN_PYTHON = [
    r"#\s*type:\s*ignore",
    r"#\s*noqa",
    r"pragma:\s*no cover",
    r"\b(TODO|FIXME)\b",
    r"mark\.(skip|xfail)\b",
    r"pytest\.(skip|xfail)\(",
    r"unittest\.mock|MagicMock",
]
# A base class for tests may leave a part to those who inherit; the house's own code may not.
_IN_OUR_CODE = [*_IN_PYTHON, r"raise NotImplementedError"]
_ANYWHERE = [r"/(root|home/\w+)/", rf"(?<![\w.$}}]){re.escape(str(ROOT))}"]
_TEXT = (".py", ".html", ".js", ".ts", ".css", ".md", ".sh", ".toml", ".json", ".yaml", ".txt")


def _is_test(path: Path) -> bool:
    return "tests" in path.parts or path.name in ("testing.py", "conftest.py")


def test_no_float_is_written_or_made_near_money() -> None:
    base = ROOT / "src" / "brokerdesk"
    near = [p for room in _MONEY for p in (base / room).rglob("*.py") if "tests" not in p.parts]
    near += [base / file for file in _MONEY_FILES if (base / file).exists()]
    found = {name(path): floats(path.read_text()) for path in near}
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_nothing_silences_a_check() -> None:
    own = ROOT / "tests" / "architecture"
    found = {
        name(path): matches(path.read_text(), _IN_PYTHON if _is_test(path) else _IN_OUR_CODE)
        for path in files(".py")
        if not path.is_relative_to(own)
    }
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_no_path_of_one_machine_is_written() -> None:
    own = ROOT / "tests" / "architecture"
    found = {
        name(path): matches(path.read_text(), _ANYWHERE)
        for path in files(*_TEXT)
        if not path.is_relative_to(own)
    }
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize("source", ["x = 0.5", "x = float('1')", "def f(a=1e3): ..."])
def test_a_float_is_found(source: str) -> None:
    assert floats(source) == [1]


@pytest.mark.parametrize("source", ["wait_s = 0.5", "WAIT_S: float = 1.5", "f(wait_s=0.02)"])
def test_a_duration_may_be_a_float(source: str) -> None:
    assert floats(source) == []


@pytest.mark.parametrize(
    "line", ["x = 1  # noqa: E1", "import unittest.mock", "@pytest.mark.skip", "# TODO: later"]
)
def test_a_silenced_check_is_found(line: str) -> None:
    assert matches(line, _IN_PYTHON)
