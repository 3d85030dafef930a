"""REST: rewards, what stands in their way, their review; growth and merging."""

from datetime import date, datetime
from typing import Any

from ninja import Status
from pydantic import Field

from brokerdesk.core.rest import Amount, ApiRequest, In, Out, Page, money_post, paginate, scope
from brokerdesk.kit.clock import now

from ..models import Payout, ScaleOffer
from ..queries.payouts import payout as payout_of
from ..queries.payouts import payouts, scale_offer, scale_offers
from ..services import merging, scaling
from ..services.payouts import breaches, clearing, requesting, reviewing
from ..services.payouts.conditions import Checklist
from ..services.payouts.showing import checklist_of
from .orders import ReasonIn
from .shop import DECIDE, READ, WRITE, Id, Reason, client_for, own_attempt, own_brand, r


class ChecklistOut(Out):
    """What stands between a trader and his reward. unmet: empty where he may ask.

    profit, payable: without what does not count of gains around news (news, uncounted).
    """

    unmet: list[str]
    payable: Amount
    profit: Amount
    split: Amount
    number: int
    due_on: date | None
    winning_days: int
    consistent: bool | None
    news: list[dict[str, str]]
    uncounted: Amount


class PayoutIn(In):
    """How much of the profit; without it, all that is payable."""

    amount: Amount | None = Field(default=None, gt=0)


class AssessIn(In):
    """Trades whose profit does not count: reason by position."""

    removed: dict[str, Reason] = Field(default_factory=dict, max_length=1000)


class BreachIn(In):
    """Whether every trade of the account had a stop."""

    stops_on_all: bool


class ResolveIn(In):
    """Whether the profit left the account, and how that is known."""

    taken: bool
    reason: Reason


class MergeIn(In):
    """A client's funded accounts."""

    client_id: Id
    attempt_ids: list[Id] = Field(min_length=2, max_length=20)


class AcceptIn(In):
    """Whether profit that was not paid may be left behind."""

    give_up_profit: bool = False


class PayoutOut(Out):
    """A reward. asked leaves the account; asked - deducted = profit = trader + firm."""

    id: str
    attempt_id: str
    client_id: str
    number: int
    kind: str
    state: str
    asked: Amount
    deducted: Amount
    profit: Amount
    split: Amount
    trader: Amount
    firm: Amount
    refund: Amount
    currency: str
    figures: dict[str, Any]
    removed: list[dict[str, str]]
    operation_id: str
    former: list[str]
    taken: str
    returned: list[dict[str, str]]
    trouble: str
    reason: str
    assessed_by: str
    approved_by: str
    requested_at: datetime
    decided_at: datetime | None
    paid_at: datetime | None


class ScaleOfferOut(Out):
    """A larger account that a trader earned, and by what."""

    id: str
    attempt_id: str
    client_id: str
    size: Amount
    split: Amount | None
    state: str
    figures: dict[str, Any]
    offered_at: datetime
    answered_at: datetime | None


class MergedOut(Out):
    """The attempt into which the others went."""

    attempt_id: str


def payout_out(row: Payout) -> PayoutOut:
    """A reward as an answer."""
    names = (
        "number", "kind", "state", "asked", "deducted", "profit", "split", "trader", "firm",
        "refund", "currency", "figures", "removed", "operation_id", "former", "taken", "returned",
        "trouble", "reason", "assessed_by", "approved_by", "requested_at", "decided_at", "paid_at",
    )  # fmt: skip
    return PayoutOut(
        id=row.public_id,
        attempt_id=row.attempt.public_id,
        client_id=row.attempt.client.public_id,
        **{name: getattr(row, name) for name in names},
    )


def offer_out(row: ScaleOffer) -> ScaleOfferOut:
    """An offer to grow as an answer."""
    names = ("size", "split", "state", "figures", "offered_at", "answered_at")
    return ScaleOfferOut(
        id=row.public_id,
        attempt_id=row.attempt.public_id,
        client_id=row.attempt.client.public_id,
        **{name: getattr(row, name) for name in names},
    )


def _checklist_out(found: Checklist) -> ChecklistOut:
    return ChecklistOut(
        unmet=[str(one) for one in found.unmet],
        payable=found.payable,
        profit=found.facts.profit,
        split=found.split,
        number=found.number,
        due_on=found.due_on,
        winning_days=found.facts.winning_days,
        consistent=found.facts.consistent,
        news=found.news.rows(),
        uncounted=found.news.uncounted,
    )


def _own(request: ApiRequest, payout_id: str) -> Payout:
    row = payout_of(payout_id)
    own_brand(request, row.attempt.brand_id)
    return row


@r.get("/prop/payouts", response=Page[PayoutOut])
@scope(READ)
def list_payouts(
    request: ApiRequest, attempt_id: str = "", state: str = "", cursor: str = "", limit: int = 50
) -> Page[PayoutOut]:
    """List rewards, newest first."""
    where: dict[str, Any] = {"attempt__public_id": attempt_id} if attempt_id else {}
    if state:
        where["state"] = state
    if request.brand_id is not None:
        where["attempt__brand_id"] = request.brand_id
    return paginate(payouts().filter(**where), cursor, limit, out=payout_out)


@r.get("/prop/payouts/{payout_id}", response=PayoutOut)
@scope(READ)
def get_payout(request: ApiRequest, payout_id: str) -> PayoutOut:
    """Read a reward."""
    return payout_out(_own(request, payout_id))


@r.get("/prop/attempts/{attempt_id}/payout-checklist", response=ChecklistOut)
@scope(READ)
def get_checklist(request: ApiRequest, attempt_id: str) -> ChecklistOut:
    """Read what stands between a trader and his reward."""
    own_attempt(request, attempt_id)
    return _checklist_out(checklist_of(attempt_id, at=now()))


@r.post("/prop/attempts/{attempt_id}/payouts", response={201: PayoutOut})
@scope(WRITE)
@money_post
def ask(request: ApiRequest, attempt_id: str, body: PayoutIn) -> Status[PayoutOut]:
    """Ask for a reward; the account is blocked until it is decided."""
    own_attempt(request, attempt_id)
    row = requesting.request_payout(attempt_id, amount=body.amount, actor=request.actor, at=now())
    return Status(201, payout_out(payout_of(row.public_id)))


@r.post("/prop/attempts/{attempt_id}/breach-claims", response={201: PayoutOut})
@scope(WRITE)
@money_post
def claim(request: ApiRequest, attempt_id: str) -> Status[PayoutOut]:
    """Claim what terms give of a profit that a daily loss ended."""
    own_attempt(request, attempt_id)
    row = breaches.claim_breach_profit(attempt_id, actor=request.actor, at=now())
    return Status(201, payout_out(payout_of(row.public_id)))


@r.post("/prop/payouts/{payout_id}/cancel", response=PayoutOut)
@scope(WRITE)
@money_post
def take_back(request: ApiRequest, payout_id: str) -> PayoutOut:
    """Take a request back that was not approved yet."""
    _own(request, payout_id)
    requesting.cancel_payout(payout_id, actor=request.actor, at=now())
    return payout_out(payout_of(payout_id))


@r.post("/prop/payouts/{payout_id}/assess", response=PayoutOut)
@scope(DECIDE)
@money_post
def assess(request: ApiRequest, payout_id: str, body: AssessIn) -> PayoutOut:
    """Find a reward payable, as it is or without some trades; another person approves."""
    _own(request, payout_id)
    reviewing.assess(payout_id, removed=body.removed, actor=request.actor, at=now())
    return payout_out(payout_of(payout_id))


@r.post("/prop/payouts/{payout_id}/assess-breach", response=PayoutOut)
@scope(DECIDE)
@money_post
def assess_breach(request: ApiRequest, payout_id: str, body: BreachIn) -> PayoutOut:
    """Say of a claimed profit whether every trade had a stop; another person approves."""
    _own(request, payout_id)
    breaches.assess_breach(payout_id, stops_on_all=body.stops_on_all, actor=request.actor, at=now())
    return payout_out(payout_of(payout_id))


@r.post("/prop/payouts/{payout_id}/escalate", response=PayoutOut)
@scope(DECIDE)
@money_post
def escalate(request: ApiRequest, payout_id: str, body: ReasonIn) -> PayoutOut:
    """Hand a reward up."""
    _own(request, payout_id)
    reviewing.escalate(payout_id, reason=body.reason, actor=request.actor, at=now())
    return payout_out(payout_of(payout_id))


@r.post("/prop/payouts/{payout_id}/reject", response=PayoutOut)
@scope(DECIDE)
@money_post
def reject(request: ApiRequest, payout_id: str, body: ReasonIn) -> PayoutOut:
    """Refuse a reward; the profit stays on the account."""
    _own(request, payout_id)
    reviewing.reject(payout_id, reason=body.reason, actor=request.actor, at=now())
    return payout_out(payout_of(payout_id))


@r.post("/prop/payouts/{payout_id}/approve", response=PayoutOut)
@scope(DECIDE)
@money_post
def approve(request: ApiRequest, payout_id: str) -> PayoutOut:
    """Approve what another person assessed; it is paid when the platform gave the profit up."""
    _own(request, payout_id)
    reviewing.approve(payout_id, actor=request.actor, at=now())
    return payout_out(payout_of(payout_id))


@r.post("/prop/payouts/{payout_id}/resolve", response=PayoutOut)
@scope(DECIDE)
@money_post
def resolve(request: ApiRequest, payout_id: str, body: ResolveIn) -> PayoutOut:
    """Say whether the profit left the account, where the platform's answer is unclear."""
    _own(request, payout_id)
    clearing.resolve(payout_id, taken=body.taken, reason=body.reason, actor=request.actor, at=now())
    return payout_out(payout_of(payout_id))


@r.post("/prop/payouts/{payout_id}/clear", response=PayoutOut)
@scope(DECIDE)
@money_post
def clear(request: ApiRequest, payout_id: str, body: ReasonIn) -> PayoutOut:
    """Say that what was in trouble about a reward is dealt with, and how."""
    _own(request, payout_id)
    clearing.clear_trouble(payout_id, reason=body.reason, actor=request.actor)
    return payout_out(payout_of(payout_id))


@r.get("/prop/scale-offers", response=Page[ScaleOfferOut])
@scope(READ)
def list_offers_to_grow(
    request: ApiRequest, state: str = "", cursor: str = "", limit: int = 50
) -> Page[ScaleOfferOut]:
    """List offers to grow, newest first."""
    where: dict[str, Any] = {"state": state} if state else {}
    if request.brand_id is not None:
        where["attempt__brand_id"] = request.brand_id
    return paginate(scale_offers().filter(**where), cursor, limit, out=offer_out)


@r.post("/prop/scale-offers/{offer_id}/accept", response=ScaleOfferOut)
@scope(WRITE)
@money_post
def accept(request: ApiRequest, offer_id: str, body: AcceptIn) -> ScaleOfferOut:
    """Take the larger account."""
    own_brand(request, scale_offer(offer_id).attempt.brand_id)
    scaling.accept_offer(
        offer_id, give_up_profit=body.give_up_profit, actor=request.actor, at=now()
    )
    return offer_out(scale_offer(offer_id))


@r.post("/prop/scale-offers/{offer_id}/decline", response=ScaleOfferOut)
@scope(WRITE)
@money_post
def decline(request: ApiRequest, offer_id: str) -> ScaleOfferOut:
    """Stay with the present account."""
    own_brand(request, scale_offer(offer_id).attempt.brand_id)
    scaling.decline_offer(offer_id, actor=request.actor, at=now())
    return offer_out(scale_offer(offer_id))


@r.post("/prop/merges", response=MergedOut)
@scope(WRITE)
@money_post
def merge(request: ApiRequest, body: MergeIn) -> MergedOut:
    """Put a client's funded accounts together."""
    client = client_for(request, body.client_id)
    master = merging.merge_accounts(client.pk, body.attempt_ids, actor=request.actor, at=now())
    return MergedOut(attempt_id=master)
