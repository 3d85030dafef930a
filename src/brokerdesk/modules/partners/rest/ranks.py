"""REST of ranks and tiers: where a partner stands, and each night's evaluation."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from brokerdesk.core.rest import Amount, ApiRequest, Out, Page, paginate, scope
from brokerdesk.kit.clock import now

from ..errors import PartnerNotFound
from ..models import Partner, RankEvaluation
from ..services.ladders.showing import Need, rank_view
from ..services.tiers.showing import tier_view
from .partners import r


class NeedOut(Out):
    """One need of a rank, and how much of it is there."""

    measure: str
    have: Amount
    least: Amount


class RankOut(Out):
    """A partner on his brand's ladder, measured from `since` up to now.

    pinned: he does not move. loses_at: the evaluation that takes the rank if its needs stay
    missed. any: one of the next rank's needs is enough.
    """

    rank: str
    ranks: list[str]
    pinned: bool
    since: datetime
    needs: list[NeedOut]
    loses_at: datetime | None
    next_rank: str | None
    next_needs: list[NeedOut]
    any: bool


class TierOut(Out):
    """The running period of a brand's tiers, and what a partner has of it so far."""

    since: datetime
    until: datetime
    measure: str
    mode: str
    volume: Amount
    deals: int
    rate: Amount
    next_border: Amount | None
    amount: Amount
    currency: str


class StandingOut(Out):
    """Rank and tiers of a partner; null where the brand has none."""

    rank: RankOut | None
    tiers: TierOut | None


class EvaluationOut(Out):
    """What a partner had reached when a day of his brand ended, and what came of it."""

    day: date
    measures: dict[str, Amount]
    rank_before: str
    rank_after: str
    missed_since: datetime | None
    pinned: bool


def _partner(request: ApiRequest, partner_id: str) -> Partner:
    rows = Partner.objects.filter(public_id=partner_id)
    if request.brand_id is not None:
        rows = rows.filter(brand_id=request.brand_id)
    found = rows.first()
    if found is None:
        raise PartnerNotFound(_("there is no such partner"))
    return found


def _needs(needs: list[Need]) -> list[NeedOut]:
    return [NeedOut(measure=need.measure, have=need.have, least=need.least) for need in needs]


def _rank(partner: Partner, at: datetime) -> RankOut | None:
    view = rank_view(partner, at)
    if view is None:
        return None
    return RankOut(
        rank=view.rank,
        ranks=view.names,
        pinned=view.pin is not None,
        since=view.since,
        needs=_needs(view.own),
        loses_at=view.loses_at,
        next_rank=view.following or None,
        next_needs=_needs(view.following_needs),
        any=view.following_any,
    )


def _tiers(partner: Partner, at: datetime) -> TierOut | None:
    view = tier_view(partner, at)
    if view is None:
        return None
    rules, done = view.period.rules, view.done
    return TierOut(
        since=view.period.since,
        until=view.period.until,
        measure=str(rules.measure),
        mode=str(rules.mode),
        volume=done.volume,
        deals=done.deals,
        rate=done.rate,
        next_border=done.following,
        amount=done.amount,
        currency=rules.currency,
    )


@r.get("/partners/{partner_id}/rank", response=StandingOut)
@scope("partners:read")
def get_rank(request: ApiRequest, partner_id: str) -> StandingOut:
    """Read a partner's rank, what he lacks to the next, and his running period of tiers."""
    return standing_out(_partner(request, partner_id))


def standing_out(partner: Partner) -> StandingOut:
    """A partner's rank and tiers as an answer."""
    at = now()
    return StandingOut(rank=_rank(partner, at), tiers=_tiers(partner, at))


def _evaluation_out(row: RankEvaluation) -> EvaluationOut:
    return EvaluationOut(
        day=row.day,
        measures=row.measures,
        rank_before=row.rank_before,
        rank_after=row.rank_after,
        missed_since=row.missed_since,
        pinned=row.pinned,
    )


@r.get("/partners/{partner_id}/rank-evaluations", response=Page[EvaluationOut])
@scope("partners:read")
def list_evaluations(
    request: ApiRequest, partner_id: str, cursor: str = "", limit: int = 50
) -> Page[EvaluationOut]:
    """List a partner's evaluations, newest first."""
    rows = RankEvaluation.objects.filter(partner=_partner(request, partner_id))
    return paginate(rows, cursor, limit, out=_evaluation_out)
