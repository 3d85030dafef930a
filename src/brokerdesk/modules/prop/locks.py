"""The room's locks, always in this order: order, attempt, stage, action; many by their keys."""

from collections.abc import Collection

from .errors import ActionNotFound, AttemptNotFound, PropOrderNotFound, StageNotFound
from .models import Action, Attempt, Order, Stage
from .types import OPEN_STAGE


def lock_order(order_id: str) -> Order:
    """Lock one order by its public id.

    Raises:
        PropOrderNotFound: there is none.
    """
    rows = Order.objects.select_for_update(of=("self",), no_key=True).select_related("client")
    found = rows.filter(public_id=order_id).first()
    if found is None:
        raise PropOrderNotFound("there is no such order")
    return found


def lock_attempt(attempt_id: str) -> Attempt:
    """Lock one attempt by its public id.

    Raises:
        AttemptNotFound: there is none.
    """
    rows = Attempt.objects.select_for_update(of=("self",), no_key=True).select_related("client")
    found = rows.filter(public_id=attempt_id).first()
    if found is None:
        raise AttemptNotFound("there is no such attempt")
    return found


def lock_attempts(pks: Collection[int]) -> dict[int, Attempt]:
    """Lock attempts by their keys."""
    rows = Attempt.objects.select_for_update(of=("self",), no_key=True).select_related("client")
    return {one.pk: one for one in rows.filter(pk__in=pks).order_by("pk")}


def lock_stages(pks: Collection[int]) -> dict[int, Stage]:
    """Lock the stages among these that have not ended."""
    rows = Stage.objects.select_for_update(of=("self",), no_key=True)
    return {one.pk: one for one in rows.filter(pk__in=pks, state__in=OPEN_STAGE).order_by("pk")}


def lock_stage(stage_id: str) -> Stage:
    """Lock one stage by its public id.

    Raises:
        StageNotFound: there is none.
    """
    rows = Stage.objects.select_for_update(of=("self",), no_key=True).select_related("attempt")
    found = rows.filter(public_id=stage_id).first()
    if found is None:
        raise StageNotFound("there is no such stage")
    return found


def lock_open_stage(attempt: Attempt) -> Stage | None:
    """Lock the stage of a locked attempt that has not ended."""
    rows = Stage.objects.select_for_update(of=("self",), no_key=True)
    return rows.filter(attempt=attempt, state__in=OPEN_STAGE).order_by("-pk").first()


def lock_action(action_id: str) -> Action:
    """Lock one action by its public id.

    Raises:
        ActionNotFound: there is none.
    """
    rows = Action.objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("stage__attempt__client", "stage__account").filter(
        public_id=action_id
    )
    row = found.first()
    if row is None:
        raise ActionNotFound("there is no such action")
    return row
