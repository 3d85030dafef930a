"""Reads the templates: a document and terms with places for a size's figures, and variants."""

import json
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from .changing import changed

Body = dict[str, Any]
Size = Mapping[str, str]
DATA: Final = files(__package__).joinpath("data")


@dataclass(frozen=True, slots=True)
class Variant:
    """Another reading of the same programme; `sizes` empty means all."""

    code: str
    title: str
    note: str
    changes: Mapping[str, Any]
    sizes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where the figures are from, and how far they can be trusted.

    evidence: F the firm's own page, S a third party's, C an open data set, D worked out.
    conflicts: what pages say differently. unconfirmed: what stands in for what none says.
    beyond: what the format cannot express.
    """

    as_of: str
    evidence: tuple[str, ...]
    pages: tuple[str, ...]
    conflicts: tuple[str, ...]
    unconfirmed: tuple[str, ...]
    beyond: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """One programme of a firm in several sizes, as it was published at a date."""

    code: str
    title: str
    family: str
    kind: str
    summary: str
    sizes: tuple[Size, ...]
    variants: tuple[Variant, ...]
    source: Source
    _document: Body
    _terms: Body

    def document(self, initial: str, variant: str = "") -> Body:
        """The programme of one size, as the engine reads it.

        Raises:
            KeyError: there is no such size or variant, or not both together.
        """
        size, chosen = self._size(initial), self._variant(variant, initial)
        document = deepcopy(self._document)
        if chosen is not None:
            document = changed(document, chosen.changes)
        filled: Body = _filled(document, size)
        return filled

    def terms(self, initial: str) -> Body:
        """The commercial half of one size. Fees are yours: the firm's are not copied.

        Raises:
            KeyError: there is no such size.
        """
        filled: Body = _filled(deepcopy(self._terms), self._size(initial))
        return filled

    def origin(self, initial: str, variant: str = "") -> Body:
        """What a version keeps of where it is from."""
        return {
            "template": self.code,
            "title": self.title,
            "size": initial,
            "variant": variant,
            "as_of": self.source.as_of,
            "evidence": list(self.source.evidence),
            "pages": list(self.source.pages),
            "conflicts": list(self.source.conflicts),
            "unconfirmed": list(self.source.unconfirmed),
            "beyond": list(self.source.beyond),
        }

    def _size(self, initial: str) -> Size:
        for size in self.sizes:
            if size["initial"] == initial:
                return size
        raise KeyError(initial)

    def _variant(self, code: str, initial: str) -> Variant | None:
        if not code:
            return None
        for one in self.variants:
            if one.code == code and (not one.sizes or initial in one.sizes):
                return one
        raise KeyError(code)


def _filled(value: Any, size: Size) -> Any:
    """Put a size's figures where `{name}` stands."""
    if isinstance(value, dict):
        return {key: _filled(below, size) for key, below in value.items()}
    if isinstance(value, list):
        return [_filled(below, size) for below in value]
    if isinstance(value, str) and value[:1] == "{" and value[-1:] == "}":
        return size[value[1:-1]]
    return value


@cache
def templates() -> Mapping[str, Template]:
    """All templates by code."""
    rows = sorted(DATA.iterdir(), key=lambda one: one.name)
    found = [_read(json.loads(one.read_text())) for one in rows if one.name.endswith(".json")]
    return {one.code: one for one in found}


def template(code: str) -> Template:
    """One template.

    Raises:
        KeyError: there is none.
    """
    return templates()[code]


def _read(row: Body) -> Template:
    variants = [Variant(**one | {"sizes": tuple(one.get("sizes", ()))}) for one in row["variants"]]
    return Template(
        code=row["code"],
        title=row["title"],
        family=row["family"],
        kind=row["kind"],
        summary=row["summary"],
        sizes=tuple(row["sizes"]),
        variants=tuple(variants),
        source=_source(row["source"]),
        _document=row["document"],
        _terms=row["terms"],
    )


def _source(row: Body) -> Source:
    given: dict[str, Any] = {key: tuple(value) for key, value in row.items() if key != "as_of"}
    return Source(as_of=row["as_of"], **given)
