"""Where a run stands, told to live pages."""

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.events import emit

from ...events import LabRunMoved
from ...models import LabRun


def tell(run: LabRun, actor: Actor = SYSTEM) -> None:
    """Emit where a run stands."""
    emit(
        LabRunMoved(run_id=run.public_id, state=str(run.state), done=run.done, total=run.total),
        aggregate=f"lab_run:{run.public_id}",
        brand_id=run.brand_id,
        actor=actor,
    )
