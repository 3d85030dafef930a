"""The client's own profile, and the door for the invited."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.identity.invitations import accept_invitation, invited_user
from brokerdesk.core.identity.realm import brand_realm
from brokerdesk.core.identity.services import has_mfa
from brokerdesk.core.ui import FormPage, Nav, UiRequest, page, register_form, render_page, url
from brokerdesk.core.ui.countries import country_choices, country_name
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import InvalidInput, NotFound

from .. import services
from ..queries import client
from ..services.profile import PROVEN
from .forms import DAY


@page(
    "portal",
    "profile/",
    name="clients.profile",
    title=_("Profile"),
    nav=Nav(_("Account"), order=90, icon="user"),
)
def profile(request: UiRequest) -> HttpResponse:
    """Show the client his data and how he signs in."""
    row = client(request.client.public_id)
    context = {
        "shown": row,
        "country": country_name(row.country),
        "has_mfa": has_mfa(row.user_pk) if row.user_pk else False,
    }
    return render_page(request, "clients/profile.html", context)


class OwnProfileForm(forms.Form):
    """What a client may change himself."""

    first_name = forms.CharField(label=_("First name"), max_length=80)
    last_name = forms.CharField(label=_("Last name"), max_length=80)
    country = forms.ChoiceField(label=_("Country of residence"), choices=country_choices)
    born_on = forms.DateField(label=_("Date of birth"), widget=DAY)
    phone = forms.CharField(label=_("Phone"), max_length=40)


def _form(request: UiRequest, *, data: Any, files: Any) -> forms.Form:
    row = client(request.client.public_id)
    form = OwnProfileForm(data, initial={n: getattr(row, n) for n in OwnProfileForm.base_fields})
    if row.level > 0:
        for name in PROVEN & form.fields.keys():
            del form.fields[name]
    return form


def _save(request: UiRequest, form: OwnProfileForm) -> str:
    services.update_profile(
        request.client.public_id, form.cleaned_data, actor=request.actor, at=now()
    )
    messages.success(request, _t("Saved."))
    return url("portal", "clients.profile")


register_form(
    FormPage(
        surface="portal",
        path="profile/edit/",
        name="clients.profile_edit",
        title=_("Edit profile"),
        form=_form,
        submit=_save,
        back=lambda request: url("portal", "clients.profile"),
    )
)


class JoinForm(forms.Form):
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


def _realm(request: UiRequest) -> str:
    if getattr(request, "brand", None) is None:
        raise NotFound(_t("There is nothing here."))
    return brand_realm(request.brand.pk)


def _join_form(request: UiRequest, *, data: Any, files: Any, token: str) -> forms.Form:
    invited_user(token, _realm(request))
    return JoinForm(data)


def _join(request: UiRequest, form: JoinForm, token: str) -> str:
    if form.cleaned_data["password"] != form.cleaned_data["again"]:
        raise InvalidInput(_t("The two passwords differ."), field="again")
    accept_invitation(token, realm=_realm(request), password=form.cleaned_data["password"])
    messages.success(request, _t("Welcome. You can sign in now."))
    return "/"


register_form(
    FormPage(
        surface="portal",
        path="join/<str:token>/",
        name="clients.join",
        title=_("Welcome"),
        form=_join_form,
        submit=_join,
        public=True,
        template="staff/join.html",
        submit_label=_("Set password"),
        intro=_("Choose the password that you will sign in with."),
    )
)
