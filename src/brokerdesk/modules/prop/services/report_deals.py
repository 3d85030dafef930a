"""The deals that a report shows: as the engine was told of them, and what became of them since."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any, Final

from brokerdesk.kit.instants import written
from brokerdesk.kit.reading import Fields
from brokerdesk.modules.trading.queries import corrections_of, deals_after
from brokerdesk.modules.trading.queries.deals import CorrectionRow
from brokerdesk.modules.trading.types import DealRow

from ..documents import programme_of
from ..engine.decisions import printed
from ..evidence import tells_of
from ..models import Decision

Row = Mapping[str, Any]
_DEAL: Final = (
    "ticket", "position_id", "symbol", "kind", "entry", "lots", "lots_closed", "price",
    "price_position", "profit", "commission", "swap", "fee", "balance_effect", "occurred_at",
    "recorded_at",
)  # fmt: skip


def deals_of(
    decision: Decision, account_pk: int, entries: Sequence[Row]
) -> tuple[list[Row], list[Row]]:
    """The deals of the rule's day up to the decision, as the journal's entries tell of them.

    Of which they do not tell, as they were when it was decided. With them what was changed since.
    """
    clock = programme_of(decision.stage.document).clock
    since = clock.reset_at(clock.day_of(decision.at.astimezone(UTC)))
    told = _told(entries)
    deals, changed = list[Row](), list[Row]()
    for row, corrections in _with_corrections(account_pk, since - timedelta(days=1)):
        seen = _seen(row, corrections, told.get(str(row.ticket), ()), decision.recorded_at)
        if seen is None or not since <= seen.occurred_at <= decision.at:
            continue
        deals.append(_deal(seen))
        became = None if row.deleted_at is not None else _deal(row)
        if corrections and became != deals[-1]:
            changed.append(_change(deals[-1], became, corrections[-1].recorded_at))
    return deals, changed


def _told(entries: Sequence[Row]) -> Mapping[str, list[Fields]]:
    found: dict[str, list[Fields]] = defaultdict(list)
    for entry in entries:
        if entry["cause"].get("kind") == "deal":
            found[str(entry["cause"]["ticket"])].append(Fields("", entry))
    return found


def _with_corrections(
    account_pk: int, since: datetime
) -> list[tuple[DealRow, list[CorrectionRow]]]:
    rows = {row.pk: row for row in deals_after([(account_pk, 0)], since)}
    found: dict[int, list[CorrectionRow]] = defaultdict(list)
    for one in corrections_of(account_pk, since):
        found[one.deal_pk].append(one)
        rows[one.deal_pk] = one.deal
    return [(row, found[row.pk]) for row in sorted(rows.values(), key=_order)]


def _order(row: DealRow) -> tuple[datetime, int]:
    return row.occurred_at, row.pk


def _seen(
    row: DealRow, corrections: Sequence[CorrectionRow], told: Sequence[Fields], at: datetime
) -> DealRow | None:
    """The version of a deal that was told, else the one of an instant; None: it was deleted."""
    last = None if row.deleted_at is not None else row
    versions = [*(one.before for one in corrections), last]
    for version in versions if told else ():
        if version is not None and all(tells_of(one, Fields("", _deal(version))) for one in told):
            return version
    later = (one.before for one in corrections if one.recorded_at > at)
    return next(chain(later, [last]))


def _deal(row: DealRow) -> Row:
    return {name: printed(getattr(row, name)) for name in _DEAL}


def _change(was: Row, became: Row | None, at: datetime) -> Row:
    """What differs; nothing is named of a deal that was deleted: it is shown as it was."""
    names = [name for name in _DEAL if became is not None and became[name] != was[name]]
    return {
        "ticket": was["ticket"],
        "changed_at": written(at),
        "was": {name: was[name] for name in names},
        "became": None if became is None else {name: became[name] for name in names},
    }
