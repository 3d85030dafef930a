"""Verification on the client card, in the timeline, and what staff do there."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import allowed, require
from brokerdesk.core.ui import (
    FormPage,
    Panel,
    TimelineItem,
    UiRequest,
    panel,
    register_form,
    timeline,
    url,
)
from brokerdesk.core.words import words
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.queries import client, client_for, client_in_scope

from .. import services
from ..models import Document, DocumentType
from ..queries import level_title, levels, standing

SHOWN = ("public_id", "type__title", "state", "reason__title", "uploaded_at", "expires_on")


@panel(
    "client_card",
    title=_("Verification"),
    order=11,
    permission="compliance.document.view",
    live=("document.", "verification.", "client.level_changed"),
    width=6,
    icon="id",
)
def verification(request: UiRequest, client_id: str) -> Panel | None:
    """Level, standing and documents."""
    row = client_in_scope(request.actor, client_id, "compliance.document.view")
    if row is None:
        return None
    actions = []
    if allowed(request.actor, "compliance.document.upload", brand_id=row.brand_pk):
        actions.append((_("Upload"), url("backoffice", "compliance.upload", client_id=client_id)))
    if allowed(request.actor, "compliance.level.set", brand_id=row.brand_pk):
        actions.append((_("Level"), url("backoffice", "compliance.level", client_id=client_id)))
    documents = Document.objects.filter(client_id=row.pk)
    context = {
        "standing": standing(row.pk),
        "level_title": level_title(row.brand_pk, row.level),
        "documents": documents.order_by("-uploaded_at", "-pk").values(*SHOWN)[:8],
    }
    return Panel("compliance/panels/verification.html", context, actions=tuple(actions))


class UploadForm(forms.Form):
    """A document that staff received."""

    type = forms.ChoiceField(label=_("Document"))
    file = forms.FileField(label=_("File"), help_text=_("JPEG, PNG or PDF, at most 10 MB."))


class LevelForm(forms.Form):
    """A level set by a person, with the reason."""

    level = forms.TypedChoiceField(label=_("Level"), coerce=int)
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


def type_choices(brand_pk: int) -> list[tuple[str, str]]:
    """Active document types of a brand with what they prove."""
    rows = DocumentType.objects.filter(group__brand_id=brand_pk, active=True)
    found = rows.order_by("group__order", "title").select_related("group")
    return [(t.code, f"{t.group.title}: {t.title}") for t in found]


def _choose(form: forms.Form, name: str, choices: list[tuple[Any, str]]) -> forms.Form:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices
    return form


def _upload_form(request: UiRequest, *, data: Any, files: Any, client_id: str) -> forms.Form:
    row = client_for(request.actor, client_id, "compliance.document.upload")
    return _choose(UploadForm(data, files), "type", type_choices(row.brand_pk))


def _upload(request: UiRequest, form: UploadForm, client_id: str) -> str:
    file = form.cleaned_data["file"]
    services.upload_document(
        client_id,
        form.cleaned_data["type"],
        read_upload(file),
        name=file.name,
        actor=request.actor,
        at=now(),
    )
    messages.success(request, _t("Uploaded; a colleague reviews it."))
    return url("backoffice", "clients.card", client_id=client_id)


def read_upload(file: Any) -> bytes:
    """Read an uploaded file, at most one byte more than is allowed."""
    from ..files import MAX_BYTES

    return bytes(file.read(MAX_BYTES + 1))


def _level_form(request: UiRequest, *, data: Any, files: Any, client_id: str) -> forms.Form:
    row = client_for(request.actor, client_id, "compliance.level.set")
    choices = [
        (level.index, f"{level.index} · {level.title}")
        for level in levels(row.brand_pk)
        if level.index != row.level
    ]
    return _choose(LevelForm(data), "level", choices)


def _level(request: UiRequest, form: LevelForm, client_id: str) -> str:
    row = client_for(request.actor, client_id, "compliance.level.set")
    require(request.actor, "compliance.level.set", brand_id=row.brand_pk)
    services.grant_level(
        client_id,
        form.cleaned_data["level"],
        reason=form.cleaned_data["reason"],
        actor=request.actor,
        at=now(),
    )
    return url("backoffice", "clients.card", client_id=client_id)


def _back(request: UiRequest, client_id: str) -> str:
    return url("backoffice", "clients.card", client_id=client_id)


register_form(
    FormPage(
        surface="backoffice",
        path="clients/<str:client_id>/documents/upload/",
        name="compliance.upload",
        title=_("Upload document"),
        permission="compliance.document.upload",
        form=_upload_form,
        submit=_upload,
        back=_back,
        atomic=False,
    )
)
register_form(
    FormPage(
        surface="backoffice",
        path="clients/<str:client_id>/level/",
        name="compliance.level",
        title=_("Set verification level"),
        permission="compliance.level.set",
        form=_level_form,
        submit=_level,
        back=_back,
    )
)


@timeline("client", permission="compliance.document.view")
def documents(client_id: str, *, limit: int, before: datetime | None) -> list[TimelineItem]:
    """Uploads and decisions."""
    rows = Document.objects.filter(client_id=client(client_id).pk).order_by("-uploaded_at")
    items = []
    for row in rows.values(*SHOWN, "reviewed_at", "reviewer")[: limit * 2]:
        link = url("backoffice", "compliance.review", document_id=row["public_id"])
        title = row["type__title"]
        uploaded = _t("%(document)s uploaded") % {"document": title}
        items.append(TimelineItem(row["uploaded_at"], "document", uploaded, url=link))
        if row["reviewed_at"] is not None:
            decided = _t("%(document)s: %(state)s") % {
                "document": title,
                "state": words(row["state"]),
            }
            detail = row["reason__title"] or ""
            items.append(
                TimelineItem(row["reviewed_at"], "document", decided, detail, link, row["reviewer"])
            )
    return [i for i in items if before is None or i.at < before][:limit]
