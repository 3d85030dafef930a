"""Marks of the message catalogue for code that may not know the web framework."""

from collections.abc import Mapping
from typing import Self


def noop(text: str) -> str:
    """Mark a text for the message catalogue; the page that shows it translates it.

    Import it as `_`, the name that the catalogue's tools look for.
    """
    return text


class Marked(str):
    """An English text that keeps its marked template and parameters: `Marked(_("…"), x=1)`.

    It passes as plain English wherever text does, also through `str()` and an exception; what
    shows it to a person translates it by template and parameters. A slice of it is plain English.
    """

    template: str
    params: Mapping[str, object]

    def __new__(cls, template: str, /, **params: object) -> Self:
        text = super().__new__(cls, template % params if params else template)
        text.template, text.params = template, params
        return text

    def __str__(self) -> str:
        return self


def packed(said: object) -> object:
    """Make JSON values of a text (or an error's) for another process, or for a later reader."""
    text = str(said)
    if not isinstance(text, Marked):
        return text
    return {"say": text.template, "with": {name: _packed(v) for name, v in text.params.items()}}


def _packed(value: object) -> object:
    return value if isinstance(value, int | float) else packed(value)


def unpacked(said: object) -> str:
    """Read what `packed` made; a text that carries no template, or a broken one, stays plain."""
    if not isinstance(said, Mapping):
        return str(said)
    template, params = said.get("say"), said.get("with")
    if not isinstance(template, str) or not isinstance(params, Mapping):
        return str(said)
    kept = {str(k): v if isinstance(v, int | float) else unpacked(v) for k, v in params.items()}
    try:
        return Marked(template, **kept)
    except (KeyError, TypeError, ValueError):
        return template
