"""Measure source files against the house's limits."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_TREES = ("src", "tests", "scripts", "bench", "docs", "deploy", ".ci")
_SKIPPED = {"node_modules", "dist", "__pycache__", ".data"}

FUNCTION_LINES, FILE_LINES, TEST_FILE_LINES, TEMPLATE_LINES, PARAMETERS = 60, 400, 500, 80, 5


def files(*suffixes: str) -> Iterator[Path]:
    """Give the repository's own files with one of the suffixes."""
    for tree in _TREES:
        for path in sorted((ROOT / tree).rglob("*")):
            if path.suffix in suffixes and path.is_file() and not _SKIPPED & set(path.parts):
                yield path
    yield from (path for path in sorted(ROOT.glob("*")) if path.suffix in suffixes)


def name(path: Path) -> str:
    """Name a file within the repository."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name


def oversized(path: Path) -> dict[str, int]:
    """Give what exceeds a limit in a Python file: name to measure (lines or parameters)."""
    text = path.read_text()
    lines = len(text.splitlines())
    limit = TEST_FILE_LINES if "tests" in path.parts else FILE_LINES
    found = {name(path): lines} if lines > limit else {}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found |= _oversized_function(node, f"{name(path)}:{node.name}")
    return found


def _oversized_function(node: ast.FunctionDef | ast.AsyncFunctionDef, label: str) -> dict[str, int]:
    found = {}
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    if lines > FUNCTION_LINES:
        found[f"{label} (lines)"] = lines
    given = [a.arg for a in node.args.posonlyargs + node.args.args if a.arg not in ("self", "cls")]
    if len(given) > PARAMETERS:
        found[f"{label} (parameters)"] = len(given)
    return found


def floats(source: str) -> list[int]:
    """Give the lines on which a float is written or made; durations (`…_s`) may be floats."""
    tree = ast.parse(source)
    durations = {id(node) for part in ast.walk(tree) for node in _duration_values(part)}
    return [
        node.lineno
        for node in ast.walk(tree)
        if id(node) not in durations
        and (
            (isinstance(node, ast.Constant) and isinstance(node.value, float))
            or (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "float"
            )
        )
    ]


def _duration_values(node: ast.AST) -> list[ast.expr]:
    """Give the values that a node names as seconds."""
    if isinstance(node, ast.keyword) and (node.arg or "").endswith("_s"):
        return [node.value]
    if isinstance(node, ast.Assign) and all(_is_duration(target) for target in node.targets):
        return [node.value]
    if isinstance(node, ast.AnnAssign) and node.value is not None and _is_duration(node.target):
        return [node.value]
    return []


def _is_duration(target: ast.expr) -> bool:
    return isinstance(target, ast.Name) and target.id.lower().endswith("_s")


def matches(source: str, patterns: Iterable[str]) -> list[str]:
    """Give `line: pattern` for each pattern found."""
    compiled = [(pattern, re.compile(pattern)) for pattern in patterns]
    return [
        f"{number}: {pattern}"
        for number, line in enumerate(source.splitlines(), 1)
        for pattern, search in compiled
        if search.search(line)
    ]
