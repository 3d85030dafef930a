"""Standing and level follow from documents, or from a person's decision."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core import audit
from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.events import emit
from brokerdesk.kit.errors import InvalidInput
from brokerdesk.modules.clients.queries import client as client_of
from brokerdesk.modules.clients.services import set_level
from brokerdesk.modules.clients.types import ClientRow

from .. import events
from ..errors import LevelOutOfReach
from ..locks import lock_standing
from ..models import Standing
from ..queries import levels, needs
from ..rules import next_level, standing_state
from ..types import LevelRow, StandingRow
from . import notices


@transaction.atomic
def refresh_standing(
    client_id: str, *, actor: Actor, at: datetime, lost: bool = False
) -> StandingRow:
    """Derive the standing from the documents, and raise the level when all is proven.

    `lost`: a proof fell away, so the level may fall to what is still proven.

    Locks: standing, client. Emits: VerificationStateChanged, ClientLevelChanged.
    """
    client = client_of(client_id)
    standing = lock_standing(client.pk, client.brand_pk, at)
    known = levels(client.brand_pk)
    if lost:
        client = _fall(client, known, actor, at)
    state, wanted = "approved", client.level
    while (above := next_level(client.level, known)) is not None:
        state, wanted = _state(client, above), above.index
        if state != "approved" or not above.automatic:
            break
        client = _set_level(client, above.index, actor, at)
        wanted = above.index
    if state == "approved" and wanted > client.level:
        state = "in_review"
    _write(standing, client, state, wanted, at)
    return StandingRow(client.pk, client.level, standing.state, wanted, standing.changed_at)


def _state(client: ClientRow, level: LevelRow) -> str:
    needed = {need.code: need.state for need in needs(client.pk, level)}
    state = standing_state(needed)
    if state == "approved" and level.needs_email and client.email_verified_at is None:
        return "in_progress"
    return state


def _fall(client: ClientRow, known: list[LevelRow], actor: Actor, at: datetime) -> ClientRow:
    proven = 0
    for level in sorted(known, key=lambda row: row.index):
        if level.index > client.level or _state(client, level) != "approved":
            break
        proven = level.index
    return client if proven >= client.level else _set_level(client, proven, actor, at)


def _set_level(client: ClientRow, level: int, actor: Actor, at: datetime) -> ClientRow:
    changed = set_level(client.public_id, level, actor=actor, at=at)
    emit(
        events.ClientLevelChanged(client_id=client.public_id, level=level, before=client.level),
        aggregate=client.public_id,
        brand_id=client.brand_pk,
        actor=actor,
    )
    audit.record(
        "compliance.level",
        subject=client.public_id,
        actor=actor,
        before={"level": client.level},
        after={"level": level},
        brand_id=client.brand_pk,
    )
    if level > client.level:
        notices.level_reached(changed, next(r for r in levels(client.brand_pk) if r.index == level))
    return changed


def _write(standing: Standing, client: ClientRow, state: str, wanted: int, at: datetime) -> None:
    if (standing.state, standing.wanted_level) == (state, wanted):
        return
    before, standing.state = standing.state, state
    standing.wanted_level, standing.changed_at = wanted, at
    standing.save(update_fields=["state", "wanted_level", "changed_at"])
    if before != state:
        emit(
            events.VerificationStateChanged(client_id=client.public_id, before=before, after=state),
            aggregate=client.public_id,
            brand_id=client.brand_pk,
            actor=SYSTEM,
        )


@transaction.atomic
def grant_level(
    client_id: str, level: int, *, reason: str, actor: Actor, at: datetime
) -> StandingRow:
    """Set a level by a person's decision, with or without documents.

    Locks: standing, client. Emits: ClientLevelChanged, VerificationStateChanged.
    Raises:
        LevelOutOfReach: the brand has no such level, or the client has it.
        InvalidInput: there is no reason.
    """
    if not reason.strip() or len(reason) > 500:
        raise InvalidInput(_("Give a reason of at most 500 characters."), field="reason")
    client = client_of(client_id)
    standing = lock_standing(client.pk, client.brand_pk, at)
    if level == client.level or level not in {row.index for row in levels(client.brand_pk)}:
        raise LevelOutOfReach(_("Choose another level of this brand."), field="level")
    audit.record(
        "compliance.level.grant",
        subject=client.public_id,
        actor=actor,
        after={"level": level},
        reason=reason,
        brand_id=client.brand_pk,
    )
    client = _set_level(client, level, actor, at)
    above = next_level(level, levels(client.brand_pk))
    state = _state(client, above) if above else "approved"
    _write(standing, client, state, above.index if above else level, at)
    return StandingRow(client.pk, client.level, state, standing.wanted_level, at)
