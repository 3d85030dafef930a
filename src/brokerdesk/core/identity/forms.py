"""allauth's forms, bound to the realm of the host."""

from typing import Any, cast

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.account.fields import EmailField
from allauth.core import context
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .adapter import may_mail
from .models import User
from .realm import realm_of, username_of


class LoginForm(account.LoginForm):
    """Sign-in by e-mail and password; the user's name is made of realm and e-mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = EmailField(
            label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autofocus": True})
        )
        self.fields["login"].widget.attrs["autocomplete"] = "username webauthn"
        self.fields["password"].help_text = ""
        self.order_fields(["login", "password"])

    def user_credentials(self) -> dict[str, Any]:
        """Name the user by the host's realm."""
        realm = realm_of(self.request or context.request)
        return {
            "username": username_of(realm, self.cleaned_data["login"]),
            "password": self.cleaned_data["password"],
        }


def _label(form: forms.Form, **labels: Any) -> None:
    """Give fields the house's words; a label needs no placeholder that repeats it."""
    for name, label in labels.items():
        form.fields[name].label = label
        form.fields[name].widget.attrs.pop("placeholder", None)


class ChangePasswordForm(account.ChangePasswordForm):
    """Asks for the present password and a new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(
            self,
            oldpassword=_("Present password"),
            password1=_("New password"),
            password2=_("New password again"),
        )


class ResetPasswordKeyForm(account.ResetPasswordKeyForm):
    """Asks for a new password behind a reset link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, password1=_("New password"), password2=_("New password again"))


class ResetPasswordForm(account.ResetPasswordForm):
    """Asks for a reset link; only the host's realm is searched."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, email=_("E-mail"))

    def clean_email(self) -> str:
        """Find the user; a stranger gets the same answer."""
        email: str = get_adapter().clean_email(self.cleaned_data["email"].lower())
        name = username_of(realm_of(context.request), email)
        self.users = list(User.objects.filter(username=name, is_active=True))
        return email

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Send the link, or the note that there is no sign-in; a few at once, then one a minute."""
        email: str = self.cleaned_data["email"]
        if may_mail(f"reset:{username_of(realm_of(request), email)}"):
            super().save(request, **kwargs)
        return email


class UserTokenForm(account.UserTokenForm):
    """Opens a reset link; a link of another realm is unknown here."""

    def _get_user(self, uidb36: str) -> User | None:
        user = super()._get_user(uidb36)
        if user is None or user.realm != realm_of(context.request) or not user.is_active:
            return None
        return cast(User, user)
