"""Where a trial stands, told to live pages."""

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.events import emit

from ...events import TrialMoved
from ...models import Trial


def tell(trial: Trial, actor: Actor = SYSTEM) -> None:
    """Emit where a trial stands."""
    emit(
        TrialMoved(
            trial_id=trial.public_id, state=str(trial.state), done=trial.done, deals=trial.deals
        ),
        aggregate=f"trial:{trial.public_id}",
        brand_id=trial.brand_id,
        actor=actor,
    )
