"""What a ladder says of partners at an instant: measured together, stored by nobody."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ...engine.ranks import Standing, evaluate
from ...engine.tiers import rolling_start
from ...models import PartnerTerms, RankEvaluation, RankPin
from ...queries import volumes
from ...queries.volumes import Span
from .body import MEASURES, LadderRules

Measures = dict[str, Decimal]
_TICK = timedelta(microseconds=1)
_TRADED = frozenset({"lots", "tree_lots", "active_clients"})


class Judged(NamedTuple):
    """A partner's rank before and after, and since when the needs of the latter are missed.

    known: whether the ladder has the rank that he had; of another it does not move him.
    """

    partner_pk: int
    before: str
    after: str
    missed_since: datetime | None
    measures: Measures
    pinned: bool
    known: bool

    @property
    def moved(self) -> bool:
        return self.after != self.before


class Question(NamedTuple):
    """By which ladder of which brand, in whose zone, and the days that end at which instant."""

    rules: LadderRules
    brand_pk: int
    zone: ZoneInfo
    until: datetime

    @property
    def midnight(self) -> datetime:
        """The instant in the zone, where a day is a day whatever its clock does."""
        return self.until.astimezone(self.zone)

    @property
    def since(self) -> datetime:
        """When the days that count began."""
        return rolling_start(self.until - _TICK, self.rules.period_days, self.zone)


def measure(asked: Question, partner_pks: Collection[int]) -> dict[int, Measures]:
    """What partners reached in the days: all that some rank needs."""
    rules = asked.rules
    span = Span(asked.brand_pk, partner_pks, asked.since, asked.until)
    wanted = {name for rank in rules.ladder.ranks for name in rank.needs}
    found: dict[str, Mapping[int, Decimal]] = {}
    if wanted & _TRADED:
        traded = volumes.volumes(span, trades=rules.active_trades, lots=rules.active_lots)
        for name in wanted & _TRADED:
            found[name] = {pk: Decimal(getattr(row, name)) for pk, row in traded.items()}
    if "referrals" in wanted:
        found["referrals"] = volumes.referrals(span)
    if "net_deposits" in wanted:
        found["net_deposits"] = volumes.net_deposits(span, rules.currency)
    if "earned" in wanted:
        found["earned"] = volumes.earned(span, rules.currency)
    none, names = Decimal(0), [name for name in MEASURES if name in wanted]
    return {pk: {name: found[name].get(pk, none) for name in names} for pk in partner_pks}


def judge(asked: Question, partner_pks: Collection[int], *, at: datetime) -> list[Judged]:
    """Evaluate partners by the days, from the ranks that they have at an instant."""
    rules, measures = asked.rules, measure(asked, partner_pks)
    terms = PartnerTerms.objects.filter(partner_id__in=partner_pks, valid__contains=at)
    ranks = dict(terms.values_list("partner_id", "rank"))
    pins = RankPin.objects.filter(partner_id__in=partner_pks, released_at=None)
    pinned = set(pins.values_list("partner_id", flat=True))
    missed = _missed(asked, partner_pks)
    found: list[Judged] = []
    for pk in partner_pks:
        before = ranks.get(pk, "")
        stands, known = rules.starting(before), rules.starting(before) in rules.names
        after, since = before, None
        if known and pk not in pinned:
            rank, missed_at = missed.get(pk, ("", None))
            standing = Standing(stands, missed_at if rank == stands else None)
            done = evaluate(rules.ladder, standing, measures[pk], at=asked.midnight)
            after, since = done.rank, done.missed_since
        found.append(Judged(pk, before, after, since, measures[pk], pk in pinned, known))
    return found


def _missed(
    asked: Question, partner_pks: Collection[int]
) -> dict[int, tuple[str, datetime | None]]:
    """The rank after the last evaluation, and since when its needs were missed, in the zone."""
    ended = asked.midnight.date()
    rows = RankEvaluation.objects.filter(partner_id__in=partner_pks, day__lt=ended)
    newest = rows.order_by("partner_id", "-day").distinct("partner_id")
    return {
        pk: (rank, since and since.astimezone(asked.zone))
        for pk, rank, since in newest.values_list("partner_id", "rank_after", "missed_since")
    }
