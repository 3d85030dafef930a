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
