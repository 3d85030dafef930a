"""How a trader stands when he asks for his reward: the engine's own figures, from the journal."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

from brokerdesk.kit.exact import EXACT, ZERO, plain
from brokerdesk.kit.money import scale_of
from brokerdesk.kit.rounding import Rounding, round_to
from brokerdesk.modules.compliance.queries import level

from ...documents import programme_of
from ...engine import Programme, State, summary
from ...engine.decisions import printed
from ...engine.results import winning_days
from ...engine.rewards import PayoutFacts, PayoutTerms, Unmet, payable, split_after, unmet
from ...models import Attempt, JournalEntry, Payout, Stage
from ...terms import StartsFrom, Terms, due_on, read_terms
from ...types import WATCHED, AttemptState
from ..lines import counting, line_of, told
from ..results import MOVING, result_of
from .news import NewsPart, news_part

TAKEN = ("requested", "freezing", "review", "escalated", "approved", "unresolved", "paid")
_CLOSED = ("paid", "rejected", "cancelled")
_FUNDED = frozenset({AttemptState.FUNDED, AttemptState.PAYOUT})


@dataclass(frozen=True, slots=True)
class Standing:
    """An attempt's present stage as the engine has it, with its terms."""

    attempt: Attempt
    stage: Stage
    terms: Terms
    programme: Programme
    state: State


@dataclass(frozen=True, slots=True)
class Checklist:
    """What stands between a trader and his reward, and what it may be computed from.

    due_on: None while nothing says when the days begin. news: gains that count in part, which
    `payable` leaves out already.
    """

    unmet: tuple[Unmet, ...]
    payable: Decimal
    split: Decimal
    number: int
    due_on: date | None
    facts: PayoutFacts
    news: NewsPart

    def row(self) -> dict[str, Any]:
        """The figures as a reward keeps them."""
        facts = self.facts
        return {
            "unmet": [str(one) for one in self.unmet],
            "payable": printed(self.payable),
            "profit": printed(facts.profit),
            "split": printed(self.split),
            "due_on": printed(self.due_on),
            "open_positions": facts.open_positions,
            "winning_days": facts.winning_days,
            "consistent": facts.consistent,
            **self._news(),
        }

    def _news(self) -> dict[str, Any]:
        if not self.news.trades:
            return {}
        return {"news": self.news.rows(), "uncounted": plain(self.news.uncounted)}


def standing_of(attempt: Attempt) -> Standing | None:
    """The stage that runs, as the engine has it; None while none does."""
    stage = (
        Stage.objects.select_related("account")
        .filter(attempt=attempt, state__in=WATCHED, engine__isnull=False)
        .order_by("-pk")
        .first()
    )
    if stage is None or stage.engine is None:
        return None
    return Standing(
        attempt,
        stage,
        read_terms(attempt.terms),
        programme_of(stage.document),
        State.from_json(bytes(stage.engine)),
    )


def checklist(now: Standing, *, at: datetime) -> Checklist:
    """All conditions at an instant."""
    terms, today = now.terms, now.programme.clock.day_of(at)
    last = _last(now)
    due = _due(now, None if last is None else now.programme.clock.day_of(last))
    news = news_part(now.stage, terms.news_profit, last)
    facts = PayoutFacts(
        funded=now.attempt.state in _FUNDED and now.programme.phases[0].funded,
        today=today,
        due_on=due or date.max,
        profit=EXACT.subtract(profit_of(now), news.uncounted),
        open_positions=now.state.open_count,
        winning_days=winning_days(daily_results(now, last).values(), terms.winning_days.threshold),
        consistent=summary(now.state, now.programme).consistency_met,
        held=now.state.held is not None,
        identity_checked=level(now.attempt.client_id) >= terms.identity.level,
    )
    asked = payout_terms(terms)
    most = round_to(payable(asked, facts), scale_of(now.stage.currency), Rounding.DOWN)
    lacking = unmet(asked, facts)
    if most <= 0 and Unmet.BELOW_MINIMUM not in lacking:  # less than the currency can pay
        lacking = (*lacking, Unmet.BELOW_MINIMUM)
    return Checklist(
        unmet=lacking,
        payable=most,
        split=split_after(terms.split, now.attempt.rewards),
        number=now.attempt.rewards + 1,
        due_on=due,
        facts=facts,
        news=news,
    )


def payout_terms(terms: Terms) -> PayoutTerms:
    """The part of the terms that the engine's conditions look at."""
    return PayoutTerms(
        minimum=terms.minimum,
        buffer=terms.buffer,
        winning_days=terms.winning_days.days,
        flat=terms.flat,
        identity=terms.identity.level > 0,
        max_share=terms.max_share,
        cap=terms.cap,
    )


def profit_of(now: Standing) -> Decimal:
    """What trading left on the account: deposits and corrections are no profit.

    One that people reinstated goes on with the balance of the one before it, so what was paid of
    that one is paid.
    """
    taken = paid_of(now.stage).aggregate(all=Sum("asked", default=ZERO))["all"]
    given = EXACT.add(now.state.moved, taken)
    return EXACT.subtract(EXACT.subtract(now.state.balance, now.programme.initial_balance), given)


def paid_of(stage: Stage) -> QuerySet[Payout]:
    """The rewards that were paid of a stage, and of those that it goes on from."""
    stages = [part.stage_pk for part in line_of(stage)]
    return Payout.objects.filter(stage_id__in=stages, kind="reward", state="paid")


def open_payouts(attempt: Attempt) -> QuerySet[Payout]:
    """An attempt's rewards that are neither paid nor refused."""
    return Payout.objects.filter(attempt=attempt).exclude(state__in=_CLOSED)


def daily_results(now: Standing, since: datetime | None) -> dict[date, Decimal]:
    """Closed results by trading day, after an instant, with what openings cost."""
    found: dict[date, Decimal] = defaultdict(Decimal)
    for _line, at, event in told([now.stage.pk], MOVING):
        if since is not None and at <= since:
            continue
        day = now.programme.clock.day_of(at)
        found[day] = EXACT.add(found[day], result_of(event))
    return dict(found)


def _last(now: Standing) -> datetime | None:
    rows = Payout.objects.filter(attempt=now.attempt, kind="reward", state__in=TAKEN)
    return rows.order_by("-pk").values_list("requested_at", flat=True).first()


def _due(now: Standing, last: date | None) -> date | None:
    parts = line_of(now.stage)
    start = parts[0].started_at
    if now.terms.first_payout.starts is StartsFrom.FIRST_TRADE:
        opened = JournalEntry.objects.filter(counting(parts), event__type="position_opened")
        start = opened.order_by("stage_id", "seq").values_list("at", flat=True).first()
    if start is None:
        return None
    return due_on(now.terms, now.programme.clock.day_of(start), last)
