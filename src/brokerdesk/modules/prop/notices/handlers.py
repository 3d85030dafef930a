"""Which facts of orders, growth and competitions a trader gets a mail about."""

from brokerdesk.core.events import EventMeta, handles
from brokerdesk.core.jobs import defer

from ..events import (
    CompetitionEnded,
    OrderEnded,
    OrderPaid,
    OrderRefunded,
    PayoutDecided,
    PayoutPaid,
    PayoutRequested,
    PrizePaid,
    ScalingOffered,
)
from ..models import Competition, Order, ScaleOffer
from ..queries.payouts import payout as payout_of
from ..services.scaling import STANDS
from ..types import OrderState
from . import attempt_handlers, order_words
from .mailing import Link, write
from .participants import board, tell_participants

__all__ = ["attempt_handlers"]

GROUP = "prop_notices"


def _order(order_id: str) -> tuple[Order, str, Link]:
    order = Order.objects.select_related("client", "version__programme").get(public_id=order_id)
    link = Link("prop.portal_order", "order_id", order_id)
    return order, order.version.programme.title, link


@handles(OrderPaid, group=GROUP)
def order_paid(event: OrderPaid, meta: EventMeta) -> None:
    """His order is paid."""
    _row, title, link = _order(event.order_id)
    write(
        event.client_id, f"order_paid:{event.order_id}",
        lambda: order_words.order_paid(title, event.amount, event.currency), link,
    )  # fmt: skip


@handles(OrderEnded, group=GROUP)
def order_ended(event: OrderEnded, meta: EventMeta) -> None:
    """His order was not paid in time, or its payment was charged back; not what he cancelled."""
    row, title, link = _order(event.order_id)
    key = f"order_ended:{event.order_id}"
    if event.state == OrderState.EXPIRED:
        write(event.client_id, key, lambda: order_words.order_expired(row, title), link)
    elif event.state == OrderState.CHARGED_BACK:
        write(event.client_id, key, lambda: order_words.order_charged_back(title), link)


@handles(OrderRefunded, group=GROUP)
def order_refunded(event: OrderRefunded, meta: EventMeta) -> None:
    """His price went back; a fee that a reward brings back is told with the reward."""
    row, title, link = _order(event.order_id)
    if row.state == OrderState.REFUNDED:
        write(
            event.client_id, f"order_refunded:{event.order_id}",
            lambda: order_words.order_refunded(title, event.amount, event.currency), link,
        )  # fmt: skip


@handles(PayoutRequested, group=GROUP)
def reward_requested(event: PayoutRequested, meta: EventMeta) -> None:
    """A reward was asked for."""
    row = payout_of(event.payout_id)
    write(
        event.client_id, f"reward_requested:{event.payout_id}",
        lambda: order_words.reward_requested(row, row.attempt.title), _reward(event.payout_id),
    )  # fmt: skip


@handles(PayoutDecided, group=GROUP)
def reward_decided(event: PayoutDecided, meta: EventMeta) -> None:
    """A reward was approved, rejected or ended; not what he took back himself."""
    row, link = payout_of(event.payout_id), _reward(event.payout_id)
    title = row.attempt.title
    if event.state == "approved":
        key = f"reward_approved:{event.payout_id}:{meta.id}"
        write(event.client_id, key, lambda: order_words.reward_approved(row, title), link)
    elif event.state in ("rejected", "cancelled") and not meta.actor_ref.startswith("client:"):
        key = f"reward_refused:{event.payout_id}"
        write(event.client_id, key, lambda: order_words.reward_refused(row, title), link)


@handles(PayoutPaid, group=GROUP)
def reward_paid(event: PayoutPaid, meta: EventMeta) -> None:
    """A reward is in his wallet."""
    row = payout_of(event.payout_id)
    write(
        event.client_id, f"reward_paid:{event.payout_id}",
        lambda: order_words.reward_paid(row, row.attempt.title, event.amount),
        _reward(event.payout_id),
    )  # fmt: skip


def _reward(payout_id: str) -> Link:
    return Link("prop.portal_payout", "payout_id", payout_id)


@handles(ScalingOffered, group=GROUP)
def scaling_offered(event: ScalingOffered, meta: EventMeta) -> None:
    """He earned a larger account."""
    offer = ScaleOffer.objects.select_related("attempt").get(public_id=event.offer_id)
    attempt = offer.attempt
    write(
        event.client_id, f"scaling_offered:{event.offer_id}",
        lambda: order_words.scaling_offered(
            attempt.title, offer.size, attempt.document["currency"], STANDS.days
        ),
        Link("prop.portal_attempt", "attempt_id", event.attempt_id),
    )  # fmt: skip


@handles(CompetitionEnded, group=GROUP)
def competition_ended(event: CompetitionEnded, meta: EventMeta) -> None:
    """Have all who took part told, in a job: there may be thousands."""
    defer(tell_participants, competition_id=event.competition_id)


@handles(PrizePaid, group=GROUP)
def prize_paid(event: PrizePaid, meta: EventMeta) -> None:
    """A prize is in his wallet."""
    title = Competition.objects.get(public_id=event.competition_id).title
    write(
        event.client_id, f"prize_paid:{event.attempt_id}",
        lambda: order_words.prize_paid(title, event.rank, event.amount, event.currency),
        board(event.competition_id),
    )  # fmt: skip
