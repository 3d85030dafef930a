"""Find what a service translates for another purpose than to refuse: it may be stored."""

import ast
from collections.abc import Iterator

_TRANSLATES = frozenset({"translated", "words", "gettext", "ngettext", "pgettext"})
_GETTEXT = "django.utils.translation"


def translated_to_keep(source: str) -> list[int]:
    """Give the lines where a text is translated outside a refusal."""
    tree = ast.parse(source)
    names = _TRANSLATES | set(_aliases(tree))
    refusals = {id(call) for node in _refusals(tree) for call in ast.walk(node)}
    return sorted(
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _name(node) in names and id(node) not in refusals
    )


def _aliases(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == _GETTEXT:
            yield from (name.asname or name.name for name in node.names)


def _refusals(tree: ast.AST) -> Iterator[ast.AST]:
    """What is raised, or made to be raised: a call of a class."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) or (isinstance(node, ast.Return) and _makes(node.value)):
            yield node


def _makes(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Call) and _name(node)[:1].isupper() and _name(node) != "Marked"


def _name(call: ast.Call) -> str:
    called = call.func
    if isinstance(called, ast.Attribute):
        return called.attr
    return called.id if isinstance(called, ast.Name) else ""
