"""The room's locks, always in this order: order, attempt, stage, action, override, appeal, report,
seal keys, run of the laboratory; many by their keys.
"""

from collections.abc import Collection
from typing import Final

from django.db import connection
from django.utils.translation import gettext as _

from .errors import (
    ActionNotFound,
    AppealNotFound,
    AttemptNotFound,
    BulkNotFound,
    LabRunNotFound,
    OverrideNotFound,
    ProgrammeNotFound,
    PropOrderNotFound,
    ReportNotFound,
    StageNotFound,
)
from .models import (
    Action,
    Appeal,
    Attempt,
    BulkRun,
    LabRun,
    Order,
    Override,
    Programme,
    Report,
    Stage,
)
from .types import OPEN_STAGE

_JUDGED: Final = (
    "public_id", "brand_id", "state", "phase", "ended_at", "end_reason", "client__public_id",
)  # fmt: skip


def lock_programme(programme_id: str) -> Programme:
    """Lock one programme by its public id.

    Raises:
        ProgrammeNotFound: there is none.
    """
    rows = Programme.objects.select_for_update(of=("self",), no_key=True)
    found = rows.filter(public_id=programme_id).first()
    if found is None:
        raise ProgrammeNotFound(_("there is no such programme"))
    return found


def lock_order(order_id: str) -> Order:
    """Lock one order by its public id.

    Raises:
        PropOrderNotFound: there is none.
    """
    rows = Order.objects.select_for_update(of=("self",), no_key=True).select_related("client")
    found = rows.filter(public_id=order_id).first()
    if found is None:
        raise PropOrderNotFound(_("there is no such order"))
    return found


def lock_attempt(attempt_id: str) -> Attempt:
    """Lock one attempt by its public id.

    Raises:
        AttemptNotFound: there is none.
    """
    rows = Attempt.objects.select_for_update(of=("self",), no_key=True).select_related("client")
    found = rows.filter(public_id=attempt_id).first()
    if found is None:
        raise AttemptNotFound(_("there is no such attempt"))
    return found


def lock_attempts(pks: Collection[int]) -> dict[int, Attempt]:
    """Lock attempts by their keys."""
    rows = Attempt.objects.select_for_update(of=("self",), no_key=True).select_related("client")
    return {one.pk: one for one in rows.filter(pk__in=pks).order_by("pk")}


def lock_judged(pks: Collection[int]) -> dict[int, Attempt]:
    """Lock attempts of which something was decided; of them little is read."""
    rows = Attempt.objects.select_for_update(of=("self",), no_key=True).select_related("client")
    found = rows.filter(pk__in=pks).only(*_JUDGED).order_by("pk")
    return {one.pk: one for one in found}


def lock_stages(pks: Collection[int]) -> dict[int, Stage]:
    """Lock the stages among these that have not ended; their documents are not read."""
    rows = Stage.objects.select_for_update(of=("self",), no_key=True).defer("document", "engine")
    return {one.pk: one for one in rows.filter(pk__in=pks, state__in=OPEN_STAGE).order_by("pk")}


def lock_stages_of(attempt_pks: Collection[int]) -> None:
    """Lock the open stages of many locked attempts, in the order in which desks lock them."""
    rows = Stage.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    list(rows.filter(attempt_id__in=attempt_pks, state__in=OPEN_STAGE).values_list("pk"))


def lock_stage(stage_id: str) -> Stage:
    """Lock one stage by its public id.

    Raises:
        StageNotFound: there is none.
    """
    rows = Stage.objects.select_for_update(of=("self",), no_key=True).select_related("attempt")
    found = rows.filter(public_id=stage_id).first()
    if found is None:
        raise StageNotFound(_("there is no such stage"))
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
        raise ActionNotFound(_("there is no such action"))
    return row


def lock_report(report_id: str) -> Report:
    """Lock one report by its public id.

    Raises:
        ReportNotFound: there is none.
    """
    rows = Report.objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("decision__stage__attempt__client", "decision__stage__account")
    row = found.filter(public_id=report_id).first()
    if row is None:
        raise ReportNotFound(_("there is no such report"))
    return row


def lock_appeal(appeal_id: str) -> Appeal:
    """Lock one appeal by its public id.

    Raises:
        AppealNotFound: there is none.
    """
    rows = Appeal.objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("decision__stage__attempt__client")
    row = found.filter(public_id=appeal_id).first()
    if row is None:
        raise AppealNotFound(_("there is no such appeal"))
    return row


def lock_override(override_id: str) -> Override:
    """Lock one override by its public id.

    Raises:
        OverrideNotFound: there is none.
    """
    rows = Override.objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("stage__attempt__client", "appeal", "decision")
    row = found.filter(public_id=override_id).first()
    if row is None:
        raise OverrideNotFound(_("there is no such override"))
    return row


def lock_overrides(pks: Collection[int]) -> dict[int, Override]:
    """Lock overrides by their keys."""
    rows = Override.objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("stage__attempt__client")
    return {one.pk: one for one in found.filter(pk__in=pks).order_by("pk")}


def lock_seal_keys() -> None:
    """Let one make a seal key at a time, in this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('prop.seal_keys'))")


def lock_lab_run(run_id: str) -> LabRun:
    """Lock one run of the laboratory by its public id.

    Raises:
        LabRunNotFound: there is none.
    """
    rows = LabRun.objects.select_for_update(of=("self",), no_key=True)
    found = rows.filter(public_id=run_id).first()
    if found is None:
        raise LabRunNotFound(_("there is no such run"))
    return found


def lock_bulk_run(run_id: str) -> BulkRun:
    """Lock one run on many challenges by its public id.

    Raises:
        BulkNotFound: there is none.
    """
    rows = BulkRun.objects.select_for_update(of=("self",), no_key=True)
    found = rows.filter(public_id=run_id).first()
    if found is None:
        raise BulkNotFound(_("there is no such run"))
    return found
