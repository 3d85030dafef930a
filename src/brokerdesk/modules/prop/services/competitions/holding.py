"""A competition's life: drafted, open to join, running, ended."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.audit import record
from brokerdesk.core.events import emit
from brokerdesk.core.jobs.apart import each
from brokerdesk.kit.errors import DomainError
from brokerdesk.kit.money import BadAmount, parse_amount, scale_of
from brokerdesk.modules.clients.queries import client as client_of

from ...commerce_errors import (
    CompetitionInvalid,
    CompetitionState,
    NotForYou,
    OrderKeyReused,
    ReasonNeeded,
)
from ...commerce_locks import lock_buyer, lock_competition
from ...documents import programme_of
from ...errors import AttemptNotFound
from ...events import CompetitionEnded
from ...locks import lock_attempts, lock_stages_of
from ...models import Attempt, Competition, Order, Programme
from ...queries.competitions import currency_of, newest_version, version_of
from ...ranking import Metric
from ...types import FINAL, AttemptState, OrderKind, OrderState, ProgrammeKind
from ..checkout import Wish, quote
from ..lifecycle import end_attempt, start_attempt
from ..orders import Sale, find_by_key, place
from ..programmes import ends_by_time
from .leaderboard import leaderboard

log = logging.getLogger(__name__)

MOST_PRIZES = 100
_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetitionDraft:
    """What is held: a programme of kind competition, times, metric, prizes by rank."""

    programme_id: str
    title: str
    metric: Metric
    opens_at: datetime
    starts_at: datetime
    ends_at: datetime
    prizes: tuple[Mapping[str, str], ...] = ()


@transaction.atomic
def create_competition(
    brand_pk: int, draft: CompetitionDraft, *, actor: Actor, at: datetime
) -> Competition:
    """Draft a competition.

    Raises:
        CompetitionInvalid: its times, programme or prizes cannot be meant.
    """
    programme = Programme.objects.filter(
        brand_id=brand_pk, public_id=draft.programme_id, kind=ProgrammeKind.COMPETITION
    ).first()
    if programme is None:
        raise CompetitionInvalid(_("choose a programme for competitions"), field="programme_id")
    if not draft.title.strip() or len(draft.title) > 120:
        raise CompetitionInvalid(_("give a title of 120 signs at most"), field="title")
    if not draft.opens_at < draft.starts_at < draft.ends_at:
        raise CompetitionInvalid(_("it opens, then starts, then ends"), field="starts_at")
    version = newest_version(programme)
    row = Competition.objects.create(
        brand_id=brand_pk,
        programme=programme,
        version=version,
        title=draft.title.strip(),
        metric=Metric(draft.metric),
        opens_at=draft.opens_at,
        starts_at=draft.starts_at,
        ends_at=draft.ends_at,
        prizes=_prizes(draft.prizes, currency_of(version)),
        created_by=actor.ref,
        created_at=at,
    )
    note("created", row, actor)
    return row


def _prizes(given: tuple[Mapping[str, str], ...], currency: str) -> list[dict[str, str]]:
    ranks = [one.get("rank", "") for one in given]
    if len(given) > MOST_PRIZES or ranks != [str(n) for n in range(1, len(given) + 1)]:
        raise CompetitionInvalid(_("prizes are of ranks 1, 2, 3 and on"), field="prizes")
    found = []
    for one in given:
        text, given_money = one.get("text", "").strip()[:120], one.get("money", "")
        try:
            money = (
                parse_amount(given_money, scale=scale_of(currency)) if given_money else Decimal(0)
            )
        except BadAmount:
            money = Decimal(-1)
        if money < 0:
            raise CompetitionInvalid(
                _("rank %(rank)s: give an amount in %(currency)s, or none")
                % {"rank": one["rank"], "currency": currency},
                field="prizes",
            )
        found.append({"rank": one["rank"], "money": f"{money:f}" if money else "", "text": text})
    return found


@transaction.atomic
def open_competition(competition_id: str, *, actor: Actor, at: datetime) -> Competition:
    """Let clients join from `opens_at` on, by the rules that are published now, for all of them.

    Raises:
        CompetitionState: it is no draft, or its start is over.
        CompetitionInvalid: the programme is in another currency by now than the prizes are, or
            its rules are not those of a competition.
    """
    row = lock_competition(competition_id)
    if row.state != "draft" or at >= row.starts_at:
        raise CompetitionState(_("only a draft whose start is to come can be opened"))
    drafted, row.version = version_of(row), newest_version(row.programme)
    if currency_of(drafted) != currency_of(row.version):
        raise CompetitionInvalid(
            _("the programme is in %(now)s by now, the prizes are in %(then)s: draft it anew")
            % {"now": currency_of(row.version), "then": currency_of(drafted)}
        )
    if not ends_by_time(programme_of(row.version.document)):
        raise CompetitionInvalid(
            _("publish the programme with one phase, not funded, without a profit target")
        )
    row.save(update_fields=["version"])
    return _move(row, "open", actor)


@transaction.atomic
def join(
    competition_id: str, client_id: str, product_id: str, sale: Sale, *, actor: Actor, at: datetime
) -> Order:  # fmt: skip
    """Order a place in a competition; trading begins when it starts.

    Locks: client, competition; order and wallet where it is paid.
    Raises:
        CompetitionState: it is not open for joining now, or he has joined.
        OrderKeyReused, NotForYou, ProductInvalid, InsufficientFunds: as named.
    """
    client = client_of(client_id)
    lock_buyer(client.pk)
    row = lock_competition(competition_id)
    if row.brand_id != client.brand_pk:
        raise NotForYou(_("this competition is not offered to you"))
    known = find_by_key(client.pk, sale.key)
    if known is not None and known.competition_id == row.pk:
        return known
    if row.state != "open" or not row.opens_at <= at < row.starts_at:
        raise CompetitionState(_("the competition cannot be joined now"))
    mine = Order.objects.filter(client_id=client.pk, competition=row)
    if mine.filter(state__in=(OrderState.AWAITING_PAYMENT, OrderState.PAID)).exists():
        raise CompetitionState(_("you have joined already"))
    wish = Wish(row.programme.public_id, product_id)
    offer = quote(client, wish, at=at, version=version_of(row))
    if known is not None:
        raise OrderKeyReused(_("this key was used for another order"), field="key")
    return place(
        client, offer, OrderKind.COMPETITION, sale, actor=actor, at=at,
        competition=row, expires_at=row.starts_at,
    )  # fmt: skip


@transaction.atomic
def disqualify(
    competition_id: str, attempt_id: str, *, reason: str, actor: Actor, at: datetime
) -> Competition:
    """Take a participant out of the ranking; the reason is kept.

    Locks: competition.
    Raises:
        ReasonNeeded: there is none. AttemptNotFound: he takes no part.
        CompetitionState: prizes were approved.
    """
    if not reason.strip():
        raise ReasonNeeded(_("say why"), field="reason")
    row = lock_competition(competition_id)
    if row.approved_at is not None:
        raise CompetitionState(_("the prizes are approved"))
    if not Attempt.objects.filter(order__competition=row, public_id=attempt_id).exists():
        raise AttemptNotFound(_("he takes no part in this competition"))
    row.excluded = row.excluded | {attempt_id: reason.strip()[:300]}
    row.judged_by = sorted({*row.judged_by, actor.ref})
    row.save(update_fields=["excluded", "judged_by"])
    if row.state == "ended":
        _freeze(row, row.ended_by)
    note("disqualified", row, actor, reason)
    return row


def advance(*, at: datetime) -> int:
    """Start competitions whose time has come, and end those whose time is over.

    Accounts of those that run are begun one by one. One that cannot be begun holds up nobody, nor
    does a competition that cannot be started or ended.
    """
    starting = Competition.objects.filter(state="open", starts_at__lte=at)
    ending = Competition.objects.filter(state="running", ends_at__lte=at)
    opened = list(starting.values_list("public_id", flat=True))
    over = list(ending.values_list("public_id", flat=True))
    steps: tuple[Callable[[], object], ...] = (
        lambda: each(opened, lambda one: _start(one, at)),
        lambda: _begin_accounts(at),
        lambda: each(over, lambda one: _over(one, at)),
    )
    each(steps, lambda step: step())
    return len(opened) + len(over)


@transaction.atomic
def _start(competition_id: str, at: datetime) -> None:
    row = lock_competition(competition_id)
    if row.state == "open":
        _move(row, "running", SYSTEM)


def _begin_accounts(at: datetime) -> None:
    joined = Order.objects.filter(
        competition__state="running", competition__ends_at__gt=at, state=OrderState.PAID,
        attempts=None,
    )  # fmt: skip
    found = joined.order_by("pk").values_list("public_id", flat=True)[:_AT_ONCE]
    each(list(found), lambda order_id: _begin_account(order_id, at))


def _begin_account(order_id: str, at: datetime) -> None:
    try:
        start_attempt(order_id, at=at)
    except DomainError as refused:
        log.warning("order %s: its account was not begun: %s", order_id, refused)


def _over(competition_id: str, at: datetime) -> None:
    """End a competition, or what of it can be ended while somebody in it is held."""
    try:
        _close_unheld(competition_id, at)
        end(competition_id, actor=SYSTEM, at=at)
    except CompetitionState as refused:
        log.info("competition %s is not ended: %s", competition_id, refused)


@transaction.atomic
def end(competition_id: str, *, actor: Actor, at: datetime) -> Competition:
    """End a competition: the ranking is frozen, the accounts are closed.

    Locks: competition, attempts, stages.
    Emits: CompetitionEnded.
    Raises:
        CompetitionState: it does not run, or somebody in it is held: that is decided first.
    """
    row = _running(competition_id)
    attempts = _lock_running(row)
    if held := sorted(one.public_id for one in attempts if one.state == AttemptState.HELD):
        raise CompetitionState(
            _("%(attempts)s: what is held has to be decided first") % {"attempts": ", ".join(held)}
        )
    _move(row, "ended", actor)
    _freeze(row, actor.ref)
    for attempt in attempts:
        end_attempt(attempt.public_id, "competition_over", actor=actor, at=at)
    emit(
        CompetitionEnded(competition_id=competition_id),
        aggregate=f"competition:{competition_id}", brand_id=row.brand_id, actor=actor,
    )  # fmt: skip
    return row


def _running(competition_id: str) -> Competition:
    row = lock_competition(competition_id)
    if row.state != "running":
        raise CompetitionState(_("the competition does not run"))
    return row


def _lock_running(row: Competition) -> list[Attempt]:
    running = Attempt.objects.filter(order__competition=row).exclude(state__in=FINAL)
    attempts = lock_attempts(list(running.values_list("pk", flat=True)))
    lock_stages_of(attempts)
    return list(attempts.values())


@transaction.atomic
def _close_unheld(competition_id: str, at: datetime) -> None:
    """Close the accounts of a competition whose time is over, but for those that are held.

    Locks: competition, attempts, stages.
    Raises:
        CompetitionState: it does not run.
    """
    for attempt in _lock_running(_running(competition_id)):
        if attempt.state != AttemptState.HELD:
            end_attempt(attempt.public_id, "competition_over", actor=SYSTEM, at=at)


def _freeze(row: Competition, by: str) -> None:
    row.result = [place.row() for place in leaderboard(row)]
    row.ended_by = by
    row.save(update_fields=["result", "ended_by"])


def _move(row: Competition, state: str, actor: Actor) -> Competition:
    row.state = state
    row.save(update_fields=["state"])
    note(state, row, actor)
    return row


def note(what: str, row: Competition, actor: Actor, reason: str = "") -> None:
    """Audit what was done with a competition."""
    record(
        f"prop.competition_{what}", subject=row.public_id, actor=actor, brand_id=row.brand_id,
        after={"state": row.state, "excluded": sorted(row.excluded)}, reason=reason,
    )  # fmt: skip
