"""Prizes of a competition that ended: approved by a person, paid to wallets once."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core.access.queries import person_behind
from brokerdesk.core.actors import Actor
from brokerdesk.core.events import emit
from brokerdesk.modules.brands.queries import brand as brand_of
from brokerdesk.modules.ledger.services import chart, post_many
from brokerdesk.modules.ledger.types import AccountSpec, Posting, TxRequest

from ...commerce_errors import CompetitionState, FourEyes
from ...commerce_locks import lock_competition
from ...events import PrizePaid
from ...models import Attempt, Competition
from ...queries.competitions import currency_of, version_of
from ...types import OrderState
from ..payouts.paying import EXPENSE
from .holding import note


@transaction.atomic
def approve_prizes(competition_id: str, *, actor: Actor, at: datetime) -> Competition:
    """Pay the prizes of the frozen result.

    Locks: competition, wallet accounts.
    Posts: prop rewards -> available, one transaction a prize.
    Emits: PrizePaid for each.
    Raises:
        CompetitionState: it has not ended, the prizes were approved before, or one who is to get
            a prize had his entry fee back: he has to be taken out first.
        FourEyes: the approver set the prizes, ended it, or changed its result.
    """
    row = lock_competition(competition_id)
    if row.state != "ended" or row.approved_at is not None:
        raise CompetitionState(_("its prizes cannot be approved"))
    if person_behind(actor.ref) in decided_by(row):
        raise FourEyes(_("you set the prizes or had a part in the result: a colleague approves it"))
    _check_paid(row)
    requests, accounts = _postings(row, at)
    post_many(requests, accounts=accounts, actor=actor)
    row.approved_by, row.approved_at = actor.ref, at
    row.save(update_fields=["approved_by", "approved_at"])
    _tell(row, actor)
    note("prizes_approved", row, actor)
    return row


def decided_by(row: Competition) -> set[str]:
    """The persons who set a competition's prizes, disqualified somebody, or froze its result."""
    return {person_behind(ref) for ref in (row.created_by, row.ended_by, *row.judged_by)}


def _check_paid(row: Competition) -> None:
    """Refuse a result in which somebody gets a prize whose place is not paid any more."""
    winners = {place["attempt"] for place in row.result if Decimal(place["prize"])}
    entered = Attempt.objects.filter(public_id__in=winners, order__state=OrderState.PAID)
    gone = winners - set(entered.values_list("public_id", flat=True))
    if gone:
        raise CompetitionState(
            _("%(attempts)s: the entry fee was given back; take it out of the ranking first")
            % {"attempts": ", ".join(sorted(gone))}
        )


def _tell(row: Competition, actor: Actor) -> None:
    currency = currency_of(version_of(row))
    for place in row.result:
        prize = Decimal(place["prize"])
        if prize:
            paid = PrizePaid(
                attempt_id=place["attempt"], client_id=place["client"],
                competition_id=row.public_id, rank=place["rank"], amount=prize, currency=currency,
            )  # fmt: skip
            to = f"attempt:{place['attempt']}"
            emit(paid, aggregate=to, brand_id=row.brand_id, actor=actor)


def _postings(row: Competition, at: datetime) -> tuple[list[TxRequest], list[AccountSpec]]:
    currency = currency_of(version_of(row))
    entity = brand_of(row.brand_id).entity_pk
    cost = chart.expense(EXPENSE, currency, entity)
    requests, accounts = [], [cost]
    for place in row.result:
        prize = Decimal(place["prize"])
        if not prize:
            continue
        wallet = chart.client_wallet(place["client"], currency, entity)
        accounts.append(wallet)
        requests.append(
            TxRequest(
                key=f"prop_prize:{row.public_id}:{place['rank']}",
                kind="prop.prize",
                postings=(Posting(cost.code, wallet.code, prize, currency),),
                effective_at=at,
                meta={"competition": row.public_id, "attempt": place["attempt"]},
            )
        )
    return requests, accounts
