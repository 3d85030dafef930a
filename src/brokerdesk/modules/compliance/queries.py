"""What other rooms may ask about verification."""

from collections import defaultdict
from collections.abc import Iterable

from brokerdesk.core.words import worded
from brokerdesk.kit.errors import NotFound
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.modules.clients.queries import client as client_of

from .errors import ClientBlocked, VerificationRequired
from .models import Document, DocumentGroup, Level, Standing
from .rules import blocked, level_for
from .types import Action, DocumentRow, GroupNeed, LevelRow, StandingRow


def level_row(level: Level) -> LevelRow:
    """Freeze a level."""
    return LevelRow(
        pk=level.pk,
        brand_pk=level.brand_id,
        index=level.index,
        title=level.title,
        description=level.description,
        actions=tuple(level.actions),
        groups=tuple(level.groups),
        needs_email=level.needs_email,
        automatic=level.automatic,
    )


def levels(brand_pk: int) -> list[LevelRow]:
    """Return a brand's levels, lowest first."""
    return [level_row(r) for r in Level.objects.filter(brand_id=brand_pk).order_by("index")]


def level_title(brand_pk: int, index: int) -> str:
    """Return the title of a brand's level; an unknown one is its number."""
    known = Level.objects.filter(brand_id=brand_pk, index=index).values_list("title", flat=True)
    return known.first() or str(index)


def level(client_pk: int) -> int:
    """Return a client's verification level.

    Raises:
        NotFound: there is no such client.
    """
    return client_of(client_pk).level


def may(client_pk: int, action: Action) -> bool:
    """Say whether level and status allow the client an action."""
    try:
        require_may(client_pk, action)
    except (VerificationRequired, ClientBlocked):
        return False
    return True


def require_may(client_pk: int, action: Action) -> None:
    """Refuse unless the client's level and status allow an action.

    Raises:
        VerificationRequired: names the level that is missing.
        ClientBlocked: his status forbids it whatever his level.
        NotFound: there is no such client.
    """
    client = client_of(client_pk)
    if blocked(client.status, action):
        raise ClientBlocked(
            Marked(
                _(
                    "Your profile's state is “%(status)s”: this is not possible."
                    " Please contact support."
                ),
                status=worded(client.status),
            ),
            status=client.status,
        )
    needed = level_for(action, levels(client.brand_pk))
    if needed is None:
        raise VerificationRequired(Marked(_("This is not offered here.")), action=action)
    if needed.index > client.level:
        raise VerificationRequired(
            Marked(
                _("Verification level %(index)s (%(title)s) is needed for this."),
                index=needed.index,
                title=needed.title,
            ),
            action=action,
            level=str(needed.index),
        )


def standing(client_pk: int) -> StandingRow:
    """Return where a client stands."""
    known = Standing.objects.filter(client_id=client_pk)
    row = known.values_list("state", "wanted_level", "changed_at").first()
    current = level(client_pk)
    return StandingRow(client_pk, current, *(row or ("not_started", current + 1, None)))


def document_row(document: Document) -> DocumentRow:
    """Freeze a document; its client, type, group and reason must be loaded."""
    kind = document.type
    return DocumentRow(
        pk=document.pk,
        public_id=document.public_id,
        brand_pk=document.brand_id,
        client_pk=document.client_id,
        client_id=document.client.public_id,
        group_code=kind.group.code,
        group_title=kind.group.title,
        type_code=kind.code,
        type_title=kind.title,
        needs_expiry=kind.needs_expiry,
        state=document.state,
        original_name=document.original_name,
        content_type=document.content_type,
        size_bytes=document.size_bytes,
        sha256=document.sha256,
        expires_on=document.expires_on,
        reason_title=document.reason.title if document.reason else "",
        client_text=document.reason.client_text if document.reason else "",
        comment=document.comment,
        ask_again=document.ask_again,
        uploaded_at=document.uploaded_at,
        reviewer=document.reviewer,
        reviewed_at=document.reviewed_at,
        version=document.version,
    )


LOADED = ("client", "type__group", "reason")


def document(document_id: str) -> DocumentRow:
    """Return a document by public id.

    Raises:
        NotFound: there is no such document.
    """
    found = Document.objects.select_related(*LOADED).filter(public_id=document_id).first()
    if found is None:
        raise NotFound(Marked(_("There is no such document.")), field="document_id")
    return document_row(found)


def documents_of(client_pk: int) -> list[DocumentRow]:
    """Return a client's documents, newest first."""
    rows = Document.objects.select_related(*LOADED).filter(client_id=client_pk)
    return [document_row(d) for d in rows.order_by("-uploaded_at", "-pk")]


def group_state(documents: Iterable[DocumentRow]) -> tuple[str, DocumentRow | None]:
    """Return the state of a group by its documents, newest first, and the decisive one.

    The newest document that is not superseded decides: a new upload replaces a refused one.
    """
    for row in documents:
        if row.state == "superseded":
            continue
        if row.state == "rejected" and row.ask_again:
            return "resubmission", row
        return row.state, row
    return "missing", None


def needs(client_pk: int, wanted: LevelRow) -> list[GroupNeed]:
    """Return each document group that a level takes, with the client's state in it."""
    by_group: dict[str, list[DocumentRow]] = defaultdict(list)
    for row in documents_of(client_pk):
        by_group[row.group_code].append(row)
    groups = DocumentGroup.objects.filter(brand_id=wanted.brand_pk, code__in=wanted.groups)
    found = []
    for group in groups.order_by("order", "code").prefetch_related("types"):
        state, decisive = group_state(by_group[group.code])
        types = [(t.code, t.title) for t in group.types.all() if t.active]
        found.append(
            GroupNeed(group.code, group.title, group.hint, state, tuple(sorted(types)), decisive)
        )
    return found
