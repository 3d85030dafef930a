"""Close all that an account holds: its positions, then its waiting orders."""

from datetime import datetime

from brokerdesk.core.actors import Actor
from brokerdesk.modules.trading.queries import holdings
from brokerdesk.modules.trading.services import changes
from brokerdesk.modules.trading.types import AccountRow

_REASON = "prop"


def close_all(
    account: AccountRow, *, since: datetime, actor: Actor, at: datetime
) -> tuple[list[str], bool]:
    """Ask for what is still to be asked; give the operations, and whether all is gone.

    Gone is what the platform no longer shows in a reading begun after `since`.
    Locks: account.
    """
    held = holdings(account.pk, at)
    asked = [
        changes.close_position(
            account.public_id, ticket, actor=actor, reason=_REASON, at=at
        ).public_id
        for ticket in held.positions
        if ticket not in held.closing
    ]
    asked += [
        changes.cancel_order(
            account.public_id, ticket, actor=actor, reason=_REASON, at=at
        ).public_id
        for ticket in held.orders
        if ticket not in held.closing
    ]
    seen = [one for one in (held.positions_at, held.orders_at) if one is not None]
    fresh = bool(seen) and min(seen) >= since
    return asked, fresh and not held.positions and not held.orders
