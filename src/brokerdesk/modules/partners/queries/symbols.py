"""Symbols as a brand's plans see them, for many deals at once."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from brokerdesk.core.db import read_rows

from ..rules import NO_RULES, SymbolRules, read_symbol_rules

_BOOKS = """
SELECT id, recorded_at, brand_id, lower(valid), upper(valid) FROM partners_symbolbook
WHERE brand_id = ANY(%s)
"""
_BODY = "SELECT body FROM partners_symbolbook WHERE id = %s"


class _Held(NamedTuple):
    pk: int
    recorded_at: datetime
    brand_pk: int
    lower: datetime | None
    upper: datetime | None

    def holds(self, brand_pk: int, at: datetime) -> bool:
        return (
            self.brand_pk == brand_pk
            and (self.lower is None or self.lower <= at)
            and (self.upper is None or at < self.upper)
        )


@lru_cache(maxsize=64)
def _rules(pk: int, recorded_at: datetime) -> SymbolRules:
    """Read a book: a row's body never changes, so that a process may keep it."""
    ((body,),) = read_rows(_BODY, [pk])
    return read_symbol_rules(body)


class SymbolBooks:
    """The symbol books of some brands; each is read once per batch."""

    def __init__(self, brand_pks: Iterable[int]) -> None:
        self._held = [_Held(*row) for row in read_rows(_BOOKS, [list(set(brand_pks))])]

    def rules(self, brand_pk: int, at: datetime) -> SymbolRules:
        """What held of a brand at an instant."""
        for row in self._held:
            if row.holds(brand_pk, at):
                return _rules(row.pk, row.recorded_at)
        return NO_RULES
