"""Find what a refusal says without going through the message catalogue."""

import ast
import builtins
import re
from collections.abc import Iterator

# What they are given is marked, or translated already.
_SAFE = frozenset({"_", "_t", "gettext", "noop", "translated", "fault_text", "words"})
# Said by an adapter to a person too, though nothing is raised.
_ANSWERS = frozenset({"Rejected", "Unknown"})
# Faults of the installation and of the program: a page shows none of them.
_INSTALLATION = frozenset(
    {
        "AdapterConfigError",
        "ImproperlyConfigured",
        "OperationalError",
        "UnknownType",
        "UnknownVersion",
    }
)
_PROGRAM = frozenset(
    name
    for name, value in vars(builtins).items()
    if isinstance(value, type) and issubclass(value, BaseException)
)
_PLACEHOLDER = re.compile(r"%\(\w+\)\w")


def unmarked(source: str, *, builtin: bool = False, passes_on: bool = False) -> list[int]:
    """Give the lines of refusals that speak plain English or pass on what another error said.

    `builtin` looks at ValueError and the like too: where pydantic shows them. `passes_on` lets a
    refusal say what a caught error said: where those are marked themselves.
    """
    tree = ast.parse(source)
    caught = frozenset() if passes_on else _caught(tree)
    program = _INSTALLATION if builtin else _PROGRAM | _INSTALLATION
    return sorted({call.lineno for call in _refusals(tree, program) if _speaks(call, caught)})


def _caught(tree: ast.AST) -> frozenset[str]:
    """Names that errors are caught under."""
    handlers = (node for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler))
    return frozenset(handler.name for handler in handlers if handler.name)


def _name(call: ast.Call) -> str:
    called = call.func
    if isinstance(called, ast.Attribute):
        return called.attr
    return called.id if isinstance(called, ast.Name) else ""


def _refusals(tree: ast.AST, program: frozenset[str]) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            if _name(node.exc) not in program:
                yield node.exc
        elif isinstance(node, ast.Call) and _name(node) in _ANSWERS:
            yield node


def _speaks(node: ast.AST, caught: frozenset[str]) -> bool:
    if isinstance(node, ast.Call):
        if _name(node) in _SAFE:
            return False
        parts = [*node.args, *(k.value for k in node.keywords if k.arg != "field")]
        if _name(node) == "str" and any(_is_caught(a, caught) for a in parts):
            return True
        return any(_speaks(part, caught) for part in (node.func, *parts))
    if isinstance(node, ast.JoinedStr):
        return _prose("".join(_text(part) for part in node.values))
    if isinstance(node, ast.Constant):
        return _prose(_text(node))
    if isinstance(node, ast.Subscript):
        return _text(node.slice) == "msg"
    if isinstance(node, ast.Dict) and any(_is_caught(value, caught) for value in node.values):
        return True
    return any(_speaks(part, caught) for part in ast.iter_child_nodes(node))


def _is_caught(node: ast.AST, caught: frozenset[str]) -> bool:
    return isinstance(node, ast.Name) and node.id in caught


def _text(node: ast.AST) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _prose(text: str) -> bool:
    """Words with a blank between: a code, a key or a path has none."""
    rest = _PLACEHOLDER.sub("", text)
    return " " in rest and bool(re.search(r"[A-Za-z]{2}", rest))
