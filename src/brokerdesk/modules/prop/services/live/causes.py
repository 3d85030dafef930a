"""What a journal entry came from, as it is kept beside it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from brokerdesk.kit.clock import now
from brokerdesk.kit.exact import plain
from brokerdesk.kit.instants import written
from brokerdesk.modules.trading.types import DealRow
from brokerdesk.modules.valuation.types import Cause, CauseKind, Facts

Row = dict[str, Any]


class ReviewGiven(Protocol):
    """What a person decided about what is held."""

    @property
    def override_id(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Because:
    """A cause with its instant, and when it was received."""

    at: datetime
    row: Row
    received_at: datetime | None = None


def of_look(cause: Cause) -> Row:
    """What made the desk look; of a tick with its price."""
    row: Row = {
        "kind": str(cause.kind),
        "tick_seq": cause.seq,
        "received_at": written(cause.received_at),
    }
    if cause.kind in (CauseKind.CONFIRMED, CauseKind.REFUTED):
        row["looked_at"] = written(cause.at)
    if cause.key is not None and cause.price is not None:
        price = cause.price
        row |= {
            "server": cause.key[0],
            "symbol": cause.key[1],
            "bid": plain(price.bid),
            "ask": plain(price.ask),
            "venue_at": written(price.at),
        }
    return row


def of_facts(facts: Facts) -> Because:
    """The account as it stands after what its platform told."""
    row = {
        "kind": "figures",
        "tick_seq": facts.seq,
        "received_at": written(facts.received_at),
        "settled_to": None if facts.settled_to is None else written(facts.settled_to),
    }
    return Because(min(facts.at, facts.received_at), row, facts.received_at)


def of_deal(deal: DealRow) -> Row:
    """A deal."""
    return {
        "kind": "deal",
        "server": deal.server_pk,
        "ticket": str(deal.ticket),
        "deal_pk": deal.pk,
        "occurred_at": written(deal.occurred_at),
        "recorded_at": written(deal.recorded_at),
    }


def of_position(ticket: int, opened_at: datetime) -> Row:
    """A position that the platform shows and of which it tells no opening deal."""
    return {"kind": "position", "ticket": str(ticket), "opened_at": written(opened_at)}


def of_now() -> Because:
    """The account as it stands now."""
    at = now()
    return Because(at, {"kind": "figures"}, at)


def of_review(review: ReviewGiven) -> Row:
    """What a person decided."""
    return {"kind": "review", "override": review.override_id}
