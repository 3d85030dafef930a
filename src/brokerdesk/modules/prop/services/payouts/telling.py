"""Tell what was decided about a reward."""

from brokerdesk.core.actors import Actor

from ...events import PayoutDecided
from ...models import Payout
from ..telling import tell


def tell_decided(payout: Payout, *, actor: Actor) -> None:
    """Emit where a reward stands now."""
    tell(
        payout.attempt, PayoutDecided, actor=actor, payout_id=payout.public_id,
        amount=payout.trader, currency=payout.currency, state=payout.state,
    )  # fmt: skip
