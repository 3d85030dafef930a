"""The client's way through verification."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access.limits import take
from brokerdesk.core.ui import (
    FormPage,
    Nav,
    Panel,
    UiRequest,
    page,
    panel,
    register_form,
    render_page,
    url,
)
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import NotFound
from brokerdesk.modules.clients.queries import client
from brokerdesk.modules.clients.types import ClientRow

from .. import services
from ..queries import levels, needs, standing
from ..rules import next_level
from ..types import GroupNeed, LevelRow
from .cards import read_upload

TOPICS = "document. verification. client."
UPLOADS_PER_MINUTE = 12.0
# State of a document group -> may another file be sent?
SENDABLE = frozenset({"missing", "resubmission", "expired", "uploaded"})


def _steps(
    row: ClientRow, wanted: LevelRow | None, needed: list[GroupNeed]
) -> list[tuple[Any, str]]:
    """The steps of the way with their state: done, now, later."""
    approved = bool(needed) and all(n.state == "approved" for n in needed)
    done = (
        row.email_verified_at is not None,
        bool(row.born_on and row.phone),
        wanted is None or approved,
        wanted is None,
    )
    titles = (_("E-mail"), _("Profile"), _("Documents"), _("Verified"))
    current = done.index(False) if False in done else len(done)
    return [
        (title, "done" if passed else "now" if number == current else "later")
        for number, (title, passed) in enumerate(zip(titles, done, strict=True))
    ]


def _context(request: UiRequest) -> dict[str, Any]:
    row = client(request.client.public_id)
    wanted = next_level(row.level, levels(row.brand_pk))
    needed = needs(row.pk, wanted) if wanted else []
    return {
        "shown": row,
        "standing": standing(row.pk),
        "wanted": wanted,
        "needed": needed,
        "steps": _steps(row, wanted, needed),
        "sendable": SENDABLE,
        "profile_complete": bool(row.born_on and row.phone),
        "topics": TOPICS,
    }


@page(
    "portal",
    "verification/",
    name="compliance.verification",
    title=_("Verification"),
    nav=Nav(_("Account"), order=80, icon="id"),
)
def verification(request: UiRequest) -> HttpResponse:
    """Show where the client stands and what is next."""
    return render_page(request, "compliance/verification.html", _context(request))


@page("portal", "verification/status/", name="compliance.status", title=_("Verification"))
def status(request: UiRequest) -> HttpResponse:
    """The status alone, for live updates."""
    return render(request, "compliance/status.html", _context(request))


class SendForm(forms.Form):
    """One document to send."""

    type = forms.ChoiceField(label=_("Kind of document"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("File"),
        help_text=_("JPEG, PNG or PDF, at most 10 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,application/pdf"}),
    )


def _need(request: UiRequest, group: str) -> GroupNeed:
    needed: list[GroupNeed] = _context(request)["needed"]
    for need in needed:
        if need.code == group:
            if need.state not in SENDABLE:
                break
            return need
    raise NotFound(_t("Nothing of this kind is needed now."))


def _send_form(request: UiRequest, *, data: Any, files: Any, group: str) -> forms.Form:
    need = _need(request, group)
    form = SendForm(data, files)
    field = form.fields["type"]
    if isinstance(field, forms.ChoiceField):
        field.choices = list(need.types)
    if len(need.types) == 1:
        field.initial = need.types[0][0]
    return form


def _send(request: UiRequest, form: SendForm, group: str) -> str:
    take(f"upload:{request.actor.id}", per_minute=UPLOADS_PER_MINUTE)
    file = form.cleaned_data["file"]
    services.upload_document(
        request.client.public_id,
        form.cleaned_data["type"],
        read_upload(file),
        name=file.name,
        actor=request.actor,
        at=now(),
    )
    messages.success(request, _t("Thank you. We check it soon and tell you by e-mail."))
    return url("portal", "compliance.verification")


def _send_title(request: UiRequest, group: str) -> dict[str, Any]:
    need = _need(request, group)
    return {"title": _t("Send a document: %(document)s") % {"document": need.title}}


register_form(
    FormPage(
        surface="portal",
        path="verification/<str:group>/",
        name="compliance.send",
        title=_("Send a document"),
        form=_send_form,
        submit=_send,
        intro=lambda request, group: _need(request, group).hint,
        context=_send_title,
        back=lambda request, group: url("portal", "compliance.verification"),
        submit_label=_("Send"),
        atomic=False,
    )
)


@panel(
    "portal_home",
    title=_("Get verified"),
    order=5,
    live=("document.", "verification.", "client.level_changed"),
    icon="id",
)
def onboarding(request: UiRequest) -> Panel | None:
    """The next step until the highest level is reached."""
    context = _context(request)
    return Panel("compliance/panels/onboarding.html", context) if context["wanted"] else None
