"""The room's own panels on the client card, and its part of the timeline."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import scoped
from brokerdesk.core.ui import Panel, TimelineItem, UiRequest, counter, panel, timeline, url
from brokerdesk.core.ui.countries import country_name
from brokerdesk.kit.clock import now
from brokerdesk.modules.staff.queries import staff_names

from ..models import Lead, Note, StatusChange, Task, TermsAcceptance
from ..queries import client, client_for
from .card import rights


@panel(
    "client_card",
    title=_("Profile"),
    order=10,
    permission="clients.view",
    live=("client.",),
    width=6,
    icon="user",
)
def profile(request: UiRequest, client_id: str) -> Panel:
    """Personal data."""
    row = client_for(request.actor, client_id)
    accepted = TermsAcceptance.objects.filter(client_id=row.pk).order_by("-accepted_at")
    terms = accepted.values("version", "accepted_at").first()
    may = rights(request, row)
    actions = []
    if may["edit"]:
        actions.append((_("Edit"), url("backoffice", "clients.edit", client_id=client_id)))
    return Panel(
        "clients/panels/profile.html",
        {"shown": row, "country": country_name(row.country), "terms": terms},
        actions=tuple(actions),
    )


@panel(
    "client_card",
    title=_("Notes and tasks"),
    order=90,
    permission="clients.view",
    width=6,
    icon="notes",
)
def work(request: UiRequest, client_id: str) -> Panel:
    """Notes, pinned ones first, and open tasks."""
    row = client_for(request.actor, client_id)
    todo = Task.objects.filter(client_id=row.pk, done_at=None).order_by("due_at", "pk")
    tasks = list(todo.values("public_id", "title", "due_at", "assignee_staff_id")[:20])
    names = staff_names([t["assignee_staff_id"] for t in tasks])
    notes = Note.objects.filter(client_id=row.pk).order_by("-pinned", "-created_at")
    actions: tuple[tuple[Any, str], ...] = ()
    if rights(request, row)["note"]:
        actions = (
            (_("Note"), url("backoffice", "clients.note", client_id=client_id)),
            (_("Task"), url("backoffice", "clients.task", client_id=client_id)),
        )
    context: dict[str, Any] = {
        "notes": notes.values("pinned", "text", "author_label", "created_at")[:10],
        "tasks": [(t, names.get(t["assignee_staff_id"], "")) for t in tasks],
        "client_id": client_id,
        "now": now(),
    }
    return Panel("clients/panels/work.html", context, actions=actions)


def my_tasks(request: UiRequest) -> QuerySet[Task]:
    """Open tasks of the one who looks."""
    return Task.objects.filter(assignee_staff_id=request.actor.id, done_at=None)


@panel("office_dashboard", title=_("My tasks"), order=90, permission="clients.note", width=6)
def tasks(request: UiRequest) -> Panel | None:
    """What is due."""
    rows = list(my_tasks(request).select_related("client").order_by("due_at", "pk")[:10])
    return Panel("clients/panels/tasks.html", {"tasks": rows, "now": now()}) if rows else None


@counter(
    "leads_new",
    title=_("New leads"),
    url_name="leads.list",
    permission="leads.view",
    live=("lead.",),
)
def new_leads(request: UiRequest) -> int:
    """Leads that nobody has contacted."""
    rows = scoped(request.actor, "leads.view", Lead.objects.filter(status="new"))
    return rows.count()


@timeline("client")
def registered(client_id: str, *, limit: int, before: datetime | None) -> list[TimelineItem]:
    """Registration and verified address."""
    row = client(client_id)
    items = [TimelineItem(row.created_at, "client", _t("Registered"), actor=row.name)]
    if row.email_verified_at:
        title = _t("E-mail address verified")
        items.append(TimelineItem(row.email_verified_at, "client", title, actor=row.name))
    return [i for i in items if before is None or i.at < before]


@timeline("client")
def statuses(client_id: str, *, limit: int, before: datetime | None) -> list[TimelineItem]:
    """Changes of status."""
    rows = StatusChange.objects.filter(client_id=client(client_id).pk)
    if before is not None:
        rows = rows.filter(at__lt=before)
    found = rows.order_by("-at").values("at", "before", "after", "reason", "actor_label")
    return [
        TimelineItem(
            row["at"],
            "status",
            _t("Status: %(before)s → %(after)s") % row,
            detail=row["reason"],
            actor=row["actor_label"],
        )
        for row in found[:limit]
    ]


@timeline("client")
def notes(client_id: str, *, limit: int, before: datetime | None) -> list[TimelineItem]:
    """Notes."""
    rows = Note.objects.filter(client_id=client(client_id).pk)
    if before is not None:
        rows = rows.filter(created_at__lt=before)
    found = rows.order_by("-created_at").values_list("created_at", "text", "author_label")
    return [
        TimelineItem(at, "note", _t("Note"), detail=text[:300], actor=author)
        for at, text, author in found[:limit]
    ]


@timeline("client")
def done_tasks(client_id: str, *, limit: int, before: datetime | None) -> list[TimelineItem]:
    """Tasks that were done."""
    rows = Task.objects.filter(client_id=client(client_id).pk, done_at__isnull=False)
    if before is not None:
        rows = rows.filter(done_at__lt=before)
    found = rows.order_by("-done_at").values_list("done_at", "title", "done_by")
    return [
        TimelineItem(at, "task", _t("Task done"), detail=title, actor=who)
        for at, title, who in found[:limit]
        if at
    ]
