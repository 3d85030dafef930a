"""Roles: what each may do, and changing it."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import permission_specs, require_everywhere
from brokerdesk.core.access.queries import roles
from brokerdesk.core.access.services import set_grants
from brokerdesk.core.access.types import SCOPES, RoleRow
from brokerdesk.core.ui import (
    FormPage,
    Nav,
    UiRequest,
    page,
    register_form,
    render_page,
    url,
)
from brokerdesk.core.words import choices
from brokerdesk.kit.errors import NotFound

RIGHT = "access.roles"
CHOICES = [("", "–"), *choices([*SCOPES, "deny"])]


@page(
    "backoffice",
    "roles/",
    name="access.roles",
    title=_("Roles"),
    permission=RIGHT,
    nav=Nav(_("Settings"), order=75, icon="shield-check"),
)
def role_list(request: UiRequest) -> HttpResponse:
    """All roles with their grants."""
    shown = [
        (role, url("backoffice", "access.role", code=role.code), sorted(role.grants))
        for role in roles()
    ]
    return render_page(request, "backoffice/roles.html", {"roles": shown})


def _role(code: str) -> RoleRow:
    found = next((r for r in roles() if r.code == code and r.brand_id is None), None)
    if found is None:
        raise NotFound(str(_("There is no such role.")))
    return found


class GrantsForm(forms.Form):
    """One scope for each permission."""

    def __init__(self, role: RoleRow, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = {p: ("deny" if e == "deny" else s) for p, s, e in role.grants}
        patterns = [p for p in held if p.endswith("*")]
        codes = [(p, p) for p in patterns] + [(p.code, p.title) for p in permission_specs()]
        for code, title in codes:
            self.fields[code] = forms.ChoiceField(
                label=str(title),
                choices=CHOICES,
                required=False,
                initial=held.get(code, ""),
                help_text="" if code == title else code,
            )


def _build(request: UiRequest, *, data: Any, files: Any, code: str) -> GrantsForm:
    return GrantsForm(_role(code), data)


def _save(request: UiRequest, form: GrantsForm, *, code: str) -> str:
    require_everywhere(request.actor, RIGHT)
    grants: dict[str, Any] = {
        name: ("all", "deny") if value == "deny" else value
        for name, value in form.cleaned_data.items()
        if value
    }
    set_grants(code, grants, actor=request.actor)
    return url("backoffice", "access.roles")


register_form(
    FormPage(
        surface="backoffice",
        path="roles/<str:code>/",
        name="access.role",
        title=_("Change role"),
        permission=RIGHT,
        form=_build,
        submit=_save,
        intro=lambda request, code: _role(code).title,
        back=lambda request, code: url("backoffice", "access.roles"),
    )
)
