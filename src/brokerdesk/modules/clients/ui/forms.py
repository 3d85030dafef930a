"""Forms about clients in the back office."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import require
from brokerdesk.core.ui import (
    FormPage,
    UiRequest,
    page,
    register_form,
    url,
)
from brokerdesk.core.ui.countries import country_choices
from brokerdesk.core.ui.forms import redirect_after
from brokerdesk.core.words import choices
from brokerdesk.kit.clock import now
from brokerdesk.modules.brands.queries import brands

from .. import services
from ..models import Task
from ..queries import client_for
from ..types import STATUSES, Registration
from .card import card_of
from .lists import owner_choices

DAY = forms.DateInput(attrs={"type": "date"})


class ProfileForm(forms.Form):
    """Personal data; `version` is what the editor saw."""

    first_name = forms.CharField(label=_("First name"), max_length=80)
    last_name = forms.CharField(label=_("Last name"), max_length=80)
    country = forms.ChoiceField(label=_("Country"), choices=country_choices)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    born_on = forms.DateField(label=_("Date of birth"), required=False, widget=DAY)
    version = forms.IntegerField(widget=forms.HiddenInput)


class NewClientForm(forms.Form):
    """A client to enter."""

    brand = forms.ChoiceField(label=_("Brand"))
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    first_name = forms.CharField(label=_("First name"), max_length=80)
    last_name = forms.CharField(label=_("Last name"), max_length=80)
    country = forms.ChoiceField(label=_("Country"), choices=country_choices)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    born_on = forms.DateField(label=_("Date of birth"), required=False, widget=DAY)
    invite = forms.BooleanField(
        label=_("Send an invitation to set a password"), required=False, initial=True
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["brand"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(str(b.pk), b.name) for b in brands()]


class StatusForm(forms.Form):
    """A status with its reason."""

    status = forms.ChoiceField(
        label=_("Status"), choices=choices(s for s in STATUSES if s != "registered")
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class OwnerForm(forms.Form):
    """Who looks after a client."""

    owner = forms.ChoiceField(
        label=_("Manager"), required=False, choices=lambda: [("", "—"), *owner_choices()]
    )


class EmailForm(forms.Form):
    """Another address, with the reason."""

    email = forms.EmailField(label=_("E-mail"), max_length=254)
    reason = forms.CharField(label=_("Reason"), max_length=300)


class NoteForm(forms.Form):
    """A note."""

    text = forms.CharField(
        label=_("Note"), max_length=4_000, widget=forms.Textarea(attrs={"rows": 5})
    )
    pinned = forms.BooleanField(label=_("Keep on top"), required=False)


class TaskForm(forms.Form):
    """A task."""

    title = forms.CharField(label=_("What is to be done"), max_length=200)
    assignee = forms.ChoiceField(
        label=_("Who"), required=False, choices=lambda: [("", "—"), *owner_choices()]
    )
    due_at = forms.DateTimeField(
        label=_("Until (UTC)"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )


def _profile_form(request: UiRequest, *, data: Any, files: Any, client_id: str) -> forms.Form:
    row = client_for(request.actor, client_id, "clients.edit")
    return ProfileForm(data, initial={n: getattr(row, n) for n in ProfileForm.base_fields})


def _save_profile(request: UiRequest, form: ProfileForm, client_id: str) -> str:
    client_for(request.actor, client_id, "clients.edit")
    values = dict(form.cleaned_data)
    version = values.pop("version")
    services.update_profile(client_id, values, actor=request.actor, at=now(), version=version)
    return card_of(client_id)


def _enter(request: UiRequest, form: NewClientForm) -> str:
    values = dict(form.cleaned_data)
    invite, brand_pk = values.pop("invite"), int(values.pop("brand"))
    require(request.actor, "clients.create", brand_id=brand_pk)
    given = Registration(brand_pk=brand_pk, owner_staff_id=request.actor.id, **values)
    if invite:
        row = services.register_client(given, actor=request.actor, at=now())
        services.invite_client(row.public_id, actor=request.actor)
        messages.success(request, _t("The invitation is on its way."))
    else:
        row = services.register_client(given, actor=request.actor, at=now())
    return card_of(row.public_id)


def _set_status(request: UiRequest, form: StatusForm, client_id: str) -> str:
    client_for(request.actor, client_id, "clients.status")
    values = form.cleaned_data
    services.set_status(
        client_id, values["status"], reason=values["reason"], actor=request.actor, at=now()
    )
    return card_of(client_id)


def _owner_form(request: UiRequest, *, data: Any, files: Any, client_id: str) -> forms.Form:
    row = client_for(request.actor, client_id, "clients.assign")
    return OwnerForm(data, initial={"owner": row.owner_staff_id})


def _set_owner(request: UiRequest, form: OwnerForm, client_id: str) -> str:
    client_for(request.actor, client_id, "clients.assign")
    services.assign_owner(client_id, form.cleaned_data["owner"], actor=request.actor, at=now())
    return (
        url("backoffice", "clients.list") if not _still(request, client_id) else card_of(client_id)
    )


def _still(request: UiRequest, client_id: str) -> bool:
    """Say whether the actor still sees the client: he may have given him away."""
    from brokerdesk.kit.errors import NotFound

    try:
        client_for(request.actor, client_id)
    except NotFound:
        return False
    return True


def _set_email(request: UiRequest, form: EmailForm, client_id: str) -> str:
    client_for(request.actor, client_id, "clients.edit")
    values = form.cleaned_data
    services.change_email(
        client_id, values["email"], reason=values["reason"], actor=request.actor, at=now()
    )
    return card_of(client_id)


def _add_note(request: UiRequest, form: NoteForm, client_id: str) -> str:
    client_for(request.actor, client_id, "clients.note")
    values = form.cleaned_data
    services.add_note(
        client_id, values["text"], pinned=values["pinned"], actor=request.actor, at=now()
    )
    return card_of(client_id)


def _add_task(request: UiRequest, form: TaskForm, client_id: str) -> str:
    client_for(request.actor, client_id, "clients.note")
    values = form.cleaned_data
    services.add_task(
        client_id,
        values["title"],
        assignee_staff_id=values["assignee"],
        due_at=values["due_at"],
        actor=request.actor,
        at=now(),
    )
    return card_of(client_id)


@page(
    "backoffice",
    "tasks/<str:task_id>/done/",
    name="clients.task_done",
    title=_("Task"),
    permission="clients.note",
)
def task_done(request: UiRequest, task_id: str) -> HttpResponse:
    """Tick a task off."""
    if request.method != "POST":
        return HttpResponse(status=405)
    owner = Task.objects.filter(public_id=task_id).values_list("client__public_id", flat=True)
    client_id = owner.first() or ""
    client_for(request.actor, client_id, "clients.note")
    services.complete_task(task_id, actor=request.actor, at=now())
    return redirect_after(request, card_of(client_id))


def _back(request: UiRequest, client_id: str = "") -> str:
    return card_of(client_id) if client_id else url("backoffice", "clients.list")


def _page(act: str, title: Any, permission: str, form: Any, submit: Any) -> None:
    register_form(
        FormPage(
            surface="backoffice",
            path=f"clients/<str:client_id>/{act}/",
            name=f"clients.{act}",
            title=title,
            permission=permission,
            form=form,
            submit=submit,
            back=_back,
        )
    )


def _checked(form: type[forms.Form], permission: str) -> Any:
    """Build a form only for a client in the actor's scope."""

    def build(request: UiRequest, *, data: Any, files: Any, client_id: str) -> forms.Form:
        client_for(request.actor, client_id, permission)
        return form(data)

    return build


register_form(
    FormPage(
        surface="backoffice",
        path="clients/new/",
        name="clients.new",
        title=_("New client"),
        permission="clients.create",
        form=NewClientForm,
        submit=_enter,
        back=_back,
    )
)
_page("edit", _("Edit profile"), "clients.edit", _profile_form, _save_profile)
_page(
    "status",
    _("Change status"),
    "clients.status",
    _checked(StatusForm, "clients.status"),
    _set_status,
)
_page("owner", _("Assign manager"), "clients.assign", _owner_form, _set_owner)
_page("email", _("Change e-mail"), "clients.edit", _checked(EmailForm, "clients.edit"), _set_email)
_page("note", _("New note"), "clients.note", _checked(NoteForm, "clients.note"), _add_note)
_page("task", _("New task"), "clients.note", _checked(TaskForm, "clients.note"), _add_task)
