"""Who sees to a difference: one member of staff at a time, as all can see."""

from django.db import transaction

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.core.events import emit
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _

from ..errors import ChangedMeanwhile, StateConflict
from ..events import DifferenceTaken
from ..locks import lock_difference
from ..models import Difference
from ..rows import difference_row
from ..types import DifferenceRow


@transaction.atomic
def take_over(difference_id: str, *, version: int, actor: Actor) -> DifferenceRow:
    """Make the actor the owner of an open difference, whoever it was before.

    Locks: difference.
    Emits: DifferenceTaken.
    Raises:
        ChangedMeanwhile: it is not the `version` that the actor saw.
        StateConflict: it is closed, or the actor's already.
    """
    difference = _seen(difference_id, version)
    if difference.owner == actor.ref:
        raise StateConflict(Marked(_("you see to it already")))
    return _owned_by(difference, actor.ref, actor)


@transaction.atomic
def give_back(difference_id: str, *, version: int, actor: Actor) -> DifferenceRow:
    """Leave an open difference to nobody.

    Locks: difference.
    Emits: DifferenceTaken, by nobody.
    Raises:
        ChangedMeanwhile: it is not the `version` that the actor saw.
        StateConflict: it is closed, or another's.
    """
    difference = _seen(difference_id, version)
    if difference.owner != actor.ref:
        raise StateConflict(Marked(_("another person sees to it")))
    return _owned_by(difference, "", actor)


def _seen(difference_id: str, version: int) -> Difference:
    difference = lock_difference(difference_id)
    if difference.version != version:
        raise ChangedMeanwhile(Marked(_("this difference changed meanwhile: look at it again")))
    if difference.closed_at is not None:
        raise StateConflict(Marked(_("the difference is closed")))
    return difference


def _owned_by(difference: Difference, owner: str, actor: Actor) -> DifferenceRow:
    before, difference.owner = difference.owner, owner
    difference.version += 1
    difference.save(update_fields=["owner", "version"])
    record(
        "trading.difference_owner",
        subject=difference.public_id,
        actor=actor,
        brand_id=difference.account.brand_id if difference.account else None,
        before={"owner": before},
        after={"owner": owner},
    )
    emit(
        DifferenceTaken(difference_id=difference.public_id, item=difference.item, owner=owner),
        aggregate=f"difference:{difference.public_id}",
        brand_id=None,
    )
    return difference_row(difference)
