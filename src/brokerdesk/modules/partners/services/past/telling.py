"""Where a change of the past stands, told to live pages."""

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.events import emit

from ...events import PastChangeMoved
from ...models import PastChange


def tell(change: PastChange, actor: Actor = SYSTEM) -> None:
    """Emit where a change stands."""
    emit(
        PastChangeMoved(
            change_id=change.public_id,
            state=str(change.state),
            done=change.done,
            deals=change.deals,
        ),
        aggregate=f"past_change:{change.public_id}",
        brand_id=change.brand_id,
        actor=actor,
    )
