"""What commerce does at set times; each step is a command that bears being repeated."""

from brokerdesk.core.jobs import periodic
from brokerdesk.core.jobs.apart import each
from brokerdesk.kit.clock import now

from ..services.competitions.holding import advance
from ..services.orders import expire_orders
from ..services.payouts.requesting import freezing_done, frozen
from ..services.scaling import expire_offers, offer_scaling


@periodic(every_s=60)
def end_unpaid_orders() -> None:
    """End orders whose time to pay is over."""
    expire_orders(at=now())


@periodic(every_s=30)
def go_on_with_rewards() -> None:
    """Go on with rewards whose block was done though its event was not handled."""
    each(freezing_done(), lambda attempt_id: frozen(attempt_id, at=now()))


@periodic(every_s=30)
def move_competitions() -> None:
    """Start and end competitions."""
    advance(at=now())


@periodic(every_s=3600)
def offer_growth() -> None:
    """Offer larger accounts to those who earned them, and end offers that nobody answered."""
    expire_offers(at=now())
    offer_scaling(at=now())
