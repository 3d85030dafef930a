"""Notes and tasks."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core.actors import Actor
from brokerdesk.kit.errors import InvalidInput, NotFound
from brokerdesk.modules.staff.queries import staff_row

from ..locks import lock_client
from ..models import Note, Task


@transaction.atomic
def add_note(client_id: str, text: str, *, actor: Actor, at: datetime, pinned: bool = False) -> int:
    """Write a note about a client.

    Locks: client.
    Raises:
        InvalidInput: it is empty or over 4000 characters.
    """
    if not text.strip() or len(text) > 4_000:
        raise InvalidInput(_("Write a note of at most 4000 characters."), field="text")
    row = lock_client(client_id)
    note = Note.objects.create(
        client=row,
        text=text.strip(),
        author=actor.ref,
        author_label=actor.label[:120],
        pinned=pinned,
        created_at=at,
    )
    return note.pk


@transaction.atomic
def add_task(
    client_id: str,
    title: str,
    *,
    actor: Actor,
    at: datetime,
    assignee_staff_id: str = "",
    due_at: datetime | None = None,
) -> str:
    """Set a task about a client; return its public id.

    Locks: client.
    Raises:
        InvalidInput: it has no title or one over 200 characters.
        NotFound: there is no such member of staff.
    """
    if not title.strip() or len(title) > 200:
        raise InvalidInput(_("Give a title of at most 200 characters."), field="title")
    if assignee_staff_id:
        staff_row(assignee_staff_id)
    task = Task.objects.create(
        client=lock_client(client_id),
        title=title.strip(),
        assignee_staff_id=assignee_staff_id,
        due_at=due_at,
        created_by=actor.ref,
        created_at=at,
    )
    return task.public_id


@transaction.atomic
def complete_task(task_id: str, *, actor: Actor, at: datetime) -> None:
    """Tick a task off; twice is once.

    Raises:
        NotFound: there is no such task.
    """
    task = Task.objects.select_for_update(no_key=True).filter(public_id=task_id).first()
    if task is None:
        raise NotFound(_("There is no such task."))
    if task.done_at is None:
        task.done_at, task.done_by = at, actor.ref
        task.save(update_fields=["done_at", "done_by"])
