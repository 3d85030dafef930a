"""The check that computing anew gives what stands."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from brokerdesk.core.db import read_rows
from brokerdesk.modules.trading.queries import batch_deals
from brokerdesk.modules.trading.types import DealRow

from ..queries.plans import PlanBook
from ..queries.rates import RateBook
from ..queries.standing import caps_met, standing_lines
from .computing import Setting, compute_lines
from .differences import COMPUTED
from .earning import earns


class Differing(NamedTuple):
    """A line that computing anew does not confirm; None where there is none on one side."""

    deal_pk: int
    ticket: int
    level: int
    kind: str
    stands: Decimal | None
    anew: Decimal | None
    stands_reason: str
    anew_reason: str


def differing(
    deals: Sequence[DealRow], *, at: datetime, book: PlanBook | None = None
) -> list[Differing]:
    """Compute deals anew, by the rates and day's caps they were accrued by; give what differs.

    Lines that people decided are left out, and so are deals that wait.
    """
    standing = standing_lines([deal.pk for deal in deals])
    decided = {(line.deal_pk, line.level) for line in standing if line.kind not in COMPUTED}
    computed = compute_lines(
        [deal for deal in deals if earns(deal)],
        batch_id=0,
        at=at,
        book=book,
        rates=RateBook.of(deal.pk for deal in deals),
        setting=Setting(caps=caps_met(standing)),
    )
    left = _waiting([deal.pk for deal in deals])
    before = {line.key: line for line in standing if line.kind in COMPUTED}
    after = {(line.deal_pk, line.level, line.kind): line for line in computed.lines}
    tickets = {deal.pk: deal.ticket for deal in deals}
    found: list[Differing] = []
    for key in sorted(before.keys() | after.keys()):
        stands, anew = before.get(key), after.get(key)
        if key[0] in left or key[:2] in decided:
            continue
        if stands and anew:
            partner_pk = anew.partner.pk if anew.partner else None
            if stands.says == (partner_pk, anew.amount, anew.currency, anew.reason):
                continue
        found.append(
            Differing(
                key[0], tickets[key[0]], key[1], key[2],
                stands.amount if stands else None, anew.amount if anew else None,
                stands.reason if stands else "", anew.reason if anew else "",
            )
        )  # fmt: skip
    return found


_WAITING = "SELECT deal_id FROM partners_waitingdeal WHERE deal_id = ANY(%s) AND settled_at IS NULL"


def _waiting(deal_pks: Sequence[int]) -> set[int]:
    return {row[0] for row in read_rows(_WAITING, [list(deal_pks)])}


def recompute_batch(batch_id: int, *, at: datetime) -> list[str]:
    """Compute a batch's lines anew; name every line that would differ now."""
    found = differing(batch_deals(batch_id), at=at)
    return [f"deal {line.deal_pk} level {line.level}" for line in found]
