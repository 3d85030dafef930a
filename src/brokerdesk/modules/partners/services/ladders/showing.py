"""Where a partner stands on the ladder now, what he lacks, and who would move by a draft."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from brokerdesk.modules.brands.queries import brand as brand_of

from ...engine.ranks import Rank
from ...models import Partner, PartnerTerms, RankEvaluation, RankPin
from ...types import PartnerStatus
from .body import LadderRules
from .judging import Judged, Measures, Question, judge, measure
from .setting import ladder_of

PART = 1000


class Need(NamedTuple):
    """One need of a rank, and how much of it is there."""

    measure: str
    have: Decimal
    least: Decimal

    @property
    def met(self) -> bool:
        return self.have >= self.least

    @property
    def missing(self) -> Decimal:
        return max(self.least - self.have, Decimal(0))


class RankView(NamedTuple):
    """A partner's rank, the needs of it and of the next, and by when he would lose it.

    names: the ladder's ranks. since: when the days that count began. loses_at: the first
    evaluation that takes the rank, if its needs stay missed.
    """

    rank: str
    names: list[str]
    known: bool
    pin: RankPin | None
    since: datetime
    period_days: int
    currency: str
    active: tuple[int, Decimal]
    own: list[Need]
    own_any: bool
    following: str
    following_any: bool
    following_needs: list[Need]
    loses_at: datetime | None
    evaluated: RankEvaluation | None

    @property
    def counts_active(self) -> bool:
        """Whether it matters here who is an active client."""
        return any(need.measure == "active_clients" for need in (*self.own, *self.following_needs))


def rank_view(partner: Partner, at: datetime) -> RankView | None:
    """A partner on his brand's ladder, measured up to now; nothing where there is no ladder."""
    held = ladder_of(partner.brand_id, at)
    if held is None:
        return None
    rules = held.rules
    zone = ZoneInfo(brand_of(partner.brand_id).reporting_zone)
    asked = Question(rules, partner.brand_id, zone, at)
    measures = measure(asked, [partner.pk])[partner.pk]
    terms = PartnerTerms.objects.filter(partner=partner, valid__contains=at).first()
    rank = rules.starting(terms.rank if terms else "")
    own, following = rules.rank(rank), rules.next_rank(rank)
    last = RankEvaluation.objects.filter(partner=partner).order_by("-day").first()
    pin = RankPin.objects.filter(partner=partner, released_at=None).first()
    loses = last and last.missed_since and not pin and last.rank_after == rank
    return RankView(
        rank=rank,
        names=rules.names,
        known=own is not None,
        pin=pin,
        since=asked.since,
        period_days=rules.period_days,
        currency=rules.currency,
        active=(rules.active_trades, rules.active_lots),
        own=_needs(own, measures),
        own_any=bool(own and own.enough_is_one),
        following=following.name if following else "",
        following_any=bool(following and following.enough_is_one),
        following_needs=_needs(following, measures),
        loses_at=_lost(rules, last, zone) if loses and last else None,
        evaluated=last,
    )


def _needs(rank: Rank | None, measures: Measures) -> list[Need]:
    needs = rank.needs.items() if rank else ()
    return [Need(name, measures.get(name, Decimal(0)), least) for name, least in needs]


def _lost(rules: LadderRules, last: RankEvaluation, zone: ZoneInfo) -> datetime | None:
    """The midnight of the zone at which the grace is over."""
    if last.missed_since is None or not rules.ladder.downgrade:
        return None
    return last.missed_since.astimezone(zone) + rules.ladder.grace


class Moves(NamedTuple):
    """Who would move by a ladder now, those with ranks it does not have, and how many stay."""

    moves: list[tuple[Partner, Judged]]
    misses: int
    unknown: int
    stay: int


def would_move(brand_pk: int, rules: LadderRules, at: datetime, *, shown: int = 50) -> Moves:
    """Judge all active partners of a brand by a ladder as of now; nothing is stored."""
    zone = ZoneInfo(brand_of(brand_pk).reporting_zone)
    asked = Question(rules, brand_pk, zone, at)
    moves: list[Judged] = []
    misses = unknown = stay = 0
    for row in _judged(asked, at):
        misses += row.missed_since is not None
        unknown += not row.known
        stay += not row.moved
        if row.moved:
            moves.append(row)
    found = Partner.objects.select_related("client").in_bulk([r.partner_pk for r in moves[:shown]])
    return Moves([(found[r.partner_pk], r) for r in moves[:shown]], misses, unknown, stay)


def _judged(asked: Question, at: datetime) -> Iterator[Judged]:
    rows = Partner.objects.filter(brand_id=asked.brand_pk, status=PartnerStatus.ACTIVE)
    pks = list(rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), PART):
        yield from judge(asked, pks[start : start + PART], at=at)
