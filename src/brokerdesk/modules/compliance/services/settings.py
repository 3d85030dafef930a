"""Settings of verification."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core import audit
from brokerdesk.core.actors import Actor
from brokerdesk.kit.errors import InvalidInput, NotFound

from ..models import DocumentGroup, Level, RejectionReason
from ..queries import level_row
from ..types import ACTIONS, LevelRow


@transaction.atomic
def update_level(
    level_pk: int,
    *,
    title: str,
    actions: Sequence[str],
    groups: Sequence[str],
    automatic: bool,
    actor: Actor,
    at: datetime,
) -> LevelRow:
    """Change what a level allows and takes; clients who hold it keep it.

    Raises:
        NotFound: there is no such level.
        InvalidInput: an action or a document group is unknown, or the title is empty.
    """
    row = Level.objects.select_for_update(no_key=True).filter(pk=level_pk).first()
    if row is None:
        raise NotFound(_("There is no such level."))
    known = set(DocumentGroup.objects.filter(brand_id=row.brand_id).values_list("code", flat=True))
    if not set(actions) <= set(ACTIONS):
        raise InvalidInput(_("There is no such action."), field="actions")
    if not set(groups) <= known:
        raise InvalidInput(_("There is no such document group."), field="groups")
    if not title.strip() or len(title) > 80:
        raise InvalidInput(_("Give a title of at most 80 characters."), field="title")
    before = {"title": row.title, "actions": row.actions, "groups": row.groups}
    row.title, row.automatic = title.strip(), automatic
    row.actions, row.groups = sorted(set(actions)), sorted(set(groups))
    row.save()
    audit.record(
        "compliance.level.settings",
        subject=f"level:{row.pk}",
        actor=actor,
        before=before,
        after={"title": row.title, "actions": row.actions, "groups": row.groups},
        brand_id=row.brand_id,
    )
    return level_row(row)


@transaction.atomic
def save_reason(
    brand_pk: int,
    code: str,
    *,
    title: str,
    client_text: str,
    active: bool,
    actor: Actor,
    at: datetime,
) -> None:
    """Add or change a managed rejection reason.

    Raises:
        InvalidInput: a text is empty or too long.
    """
    code, title, client_text = code.strip().lower(), title.strip(), client_text.strip()
    for value, longest, name in (
        (code, 40, "code"),
        (title, 120, "title"),
        (client_text, 400, "client_text"),
    ):
        if not value or len(value) > longest:
            raise InvalidInput(
                _("Give 1 to %(longest)s characters.") % {"longest": longest}, field=name
            )
    row, created = RejectionReason.objects.get_or_create(
        brand_id=brand_pk, code=code, defaults={"title": title, "client_text": client_text}
    )
    before = {} if created else {"title": row.title, "client_text": row.client_text}
    row.title, row.client_text, row.active = title, client_text, active
    row.save()
    audit.record(
        "compliance.reason",
        subject=f"reason:{row.pk}",
        actor=actor,
        before=before,
        after={"title": title, "client_text": client_text, "active": active},
        brand_id=brand_pk,
    )
