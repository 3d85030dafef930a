"""Forms about staff, and the door for the invited."""

from typing import Any

from django import forms
from django.contrib import messages
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import require_everywhere
from brokerdesk.core.access.queries import roles as role_rows
from brokerdesk.core.identity.invitations import accept_invitation, invited_user
from brokerdesk.core.identity.realm import STAFF
from brokerdesk.core.ui import FormPage, UiRequest, register_form, url
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import InvalidInput
from brokerdesk.modules.brands.queries import brands, offices

from .. import services
from ..queries import staff_row
from ..types import RoleGift


class RolesForm(forms.Form):
    """Roles, for all brands or some."""

    roles = forms.MultipleChoiceField(label=_("Roles"), widget=forms.CheckboxSelectMultiple)
    brands = forms.MultipleChoiceField(
        label=_("Only for these brands"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: for all brands."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "roles", [(r.code, r.title) for r in role_rows()])
        _choose(self, "brands", [(str(b.pk), b.name) for b in brands()])

    def gifts(self) -> list[RoleGift]:
        """Each chosen role for each chosen brand, or for all."""
        chosen: list[int | None] = [int(pk) for pk in self.cleaned_data["brands"]]
        return [
            RoleGift(code, brand_pk=pk)
            for code in self.cleaned_data["roles"]
            for pk in chosen or [None]
        ]


class InviteForm(RolesForm):
    """Somebody to invite."""

    email = forms.EmailField(label=_("E-mail"), max_length=254)
    name = forms.CharField(label=_("Name"), max_length=120)
    office = forms.ChoiceField(label=_("Office"), required=False)
    field_order = ("email", "name", "office", "roles", "brands")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "office", [("", "—"), *((str(o.pk), o.name) for o in offices())])


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class PasswordForm(forms.Form):
    """A first password."""

    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters, not a common one."),
    )
    again = forms.CharField(
        label=_("Password again"),
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def password_twice(self) -> str:
        """The password, when it was typed twice alike.

        Raises:
            InvalidInput: the two differ.
        """
        if self.cleaned_data["password"] != self.cleaned_data["again"]:
            raise InvalidInput(_t("The two passwords differ."), field="again")
        return str(self.cleaned_data["password"])


def _choose(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{name} has no choices")
    field.choices = choices


def _card(staff_id: str) -> str:
    return url("backoffice", "staff.card", staff_id=staff_id)


def _back(request: UiRequest, staff_id: str = "") -> str:
    return _card(staff_id) if staff_id else url("backoffice", "staff.list")


def _invite(request: UiRequest, form: InviteForm) -> str:
    values = form.cleaned_data
    row = services.create_staff(
        values["email"],
        values["name"],
        form.gifts(),
        actor=request.actor,
        at=now(),
        office_pk=int(values["office"]) if values["office"] else None,
    )
    messages.success(request, _t("The invitation is on its way."))
    return _card(row.public_id)


def _roles_form(request: UiRequest, *, data: Any, files: Any, staff_id: str) -> forms.Form:
    row = staff_row(staff_id)
    initial = {"roles": list(row.roles), "brands": [str(pk) for pk in row.brand_pks]}
    return RolesForm(data, initial=initial)


def _set_roles(request: UiRequest, form: RolesForm, staff_id: str) -> str:
    services.set_roles(staff_id, form.gifts(), actor=request.actor, at=now())
    return _card(staff_id)


def _suspend(request: UiRequest, form: ReasonForm, staff_id: str) -> str:
    reason = form.cleaned_data["reason"]
    services.suspend_staff(staff_id, reason=reason, actor=request.actor, at=now())
    return _card(staff_id)


def _reactivate(request: UiRequest, form: ReasonForm, staff_id: str) -> str:
    reason = form.cleaned_data["reason"]
    services.reactivate_staff(staff_id, reason=reason, actor=request.actor, at=now())
    return _card(staff_id)


def _reset_mfa(request: UiRequest, form: ReasonForm, staff_id: str) -> str:
    reason = form.cleaned_data["reason"]
    services.reset_staff_mfa(staff_id, reason=reason, actor=request.actor, at=now())
    return _card(staff_id)


def _join_form(request: UiRequest, *, data: Any, files: Any, token: str) -> forms.Form:
    invited_user(token, STAFF)
    return PasswordForm(data)


def _join(request: UiRequest, form: PasswordForm, token: str) -> str:
    accept_invitation(token, realm=STAFF, password=form.password_twice())
    messages.success(request, _t("Welcome. Sign in, then set up your second factor."))
    return "/"


def _page(
    act: str, title: Any, permission: str, *, form: Any, submit: Any, danger: bool = False
) -> None:
    def everywhere(request: UiRequest, form: Any, staff_id: str) -> str:
        """A member of staff may work for any brand: only who may do this in all of them does."""
        require_everywhere(request.actor, permission)
        return str(submit(request, form, staff_id))

    register_form(
        FormPage(
            surface="backoffice",
            path=f"settings/staff/<str:staff_id>/{act}/",
            name=f"staff.{act.replace('-', '_')}",
            title=title,
            permission=permission,
            form=form,
            submit=everywhere,
            back=_back,
            danger=danger,
            submit_label=title,
        )
    )


register_form(
    FormPage(
        surface="backoffice",
        path="settings/staff/invite/",
        name="staff.invite",
        title=_("Invite staff"),
        permission="staff.invite",
        form=InviteForm,
        submit=_invite,
        submit_label=_("Send invitation"),
        back=_back,
    )
)
_page("roles", _("Change roles"), "staff.roles", form=_roles_form, submit=_set_roles, danger=False)
_page("suspend", _("Suspend"), "staff.suspend", form=ReasonForm, submit=_suspend, danger=True)
_page(
    "reactivate",
    _("Reactivate"),
    "staff.suspend",
    form=ReasonForm,
    submit=_reactivate,
    danger=False,
)
_page(
    "reset-mfa",
    _("Reset second factor"),
    "staff.mfa",
    form=ReasonForm,
    submit=_reset_mfa,
    danger=True,
)
register_form(
    FormPage(
        surface="backoffice",
        path="join/<str:token>/",
        name="staff.join",
        title=_("Welcome"),
        form=_join_form,
        submit=_join,
        public=True,
        template="staff/join.html",
        submit_label=_("Set password"),
        intro=_("Choose the password that you will sign in with."),
    )
)
