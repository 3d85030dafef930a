"""All lines of deals, as the check that computes them anew reads them: quickly."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from brokerdesk.core.db import read_rows

from .standing import caps_met

_LINES = """
SELECT id, reverses_id, batch_id, deal_id, level, kind, partner_id, amount, currency, reason,
       why -> 'day', CASE kind WHEN 'adjustment' THEN coalesce(why ->> 'kind', 'commission') END
FROM partners_accrual WHERE deal_id = ANY(%s) ORDER BY id
"""
Key = tuple[int, int, str]
Says = tuple[int | None, Decimal, str, str]


class _Bound(NamedTuple):
    """A line that used up a cap per day."""

    deal_pk: int
    partner_pk: int | None
    day: Any


class Accrued(NamedTuple):
    """What deals were accrued.

    standing: the lines that stand and were computed, by deal, level and kind: partner, amount,
    currency and reason. decided: the lines that people decided, by the kind that they replace.
    batches: by deal, those that have lines of it, first come first. caps: as `caps_met`.
    """

    standing: dict[Key, Says]
    decided: set[Key]
    batches: dict[int, tuple[int, ...]]
    caps: dict[int, dict[tuple[str, date], Decimal]]


def accrued_lines(deal_pks: Collection[int], kinds: Collection[str]) -> Accrued:
    """The lines of some deals; `kinds` are those that are computed."""
    standing: dict[Key, Says] = {}
    decided, batches = set[Key](), dict[int, tuple[int, ...]]()
    bound: list[_Bound] = []
    rows = read_rows(_LINES, [list(deal_pks)])
    gone = {row[1] for row in rows}
    for pk, _reverses, batch_pk, deal_pk, level, kind, partner_pk, *says, day, decides in rows:
        met = batches.get(deal_pk, ())
        if batch_pk not in met:
            batches[deal_pk] = (*met, batch_pk)
        if kind == "reversal" or pk in gone:
            continue
        if kind in kinds:
            standing[deal_pk, level, kind] = (partner_pk, *says)
        if decides is not None:
            decided.add((deal_pk, level, decides))
        if day is not None:
            bound.append(_Bound(deal_pk, partner_pk, day))
    return Accrued(standing, decided, batches, caps_met(bound))
