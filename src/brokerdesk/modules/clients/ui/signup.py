"""Registration on a brand's host, in three steps; nothing tells whether an address is known."""

from datetime import date
from typing import Any, cast

from allauth.account.internal.flows.login import perform_login
from allauth.account.internal.flows.signup import prevent_enumeration
from allauth.account.models import Login
from django import forms
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access.limits import take
from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.identity.errors import EmailTaken
from brokerdesk.core.identity.models import User
from brokerdesk.core.identity.realm import brand_realm
from brokerdesk.core.identity.services import check_password, create_user
from brokerdesk.core.ui import FormPage, UiRequest, register_form, url
from brokerdesk.core.ui.countries import country_choices
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import InvalidInput
from brokerdesk.modules.brands.queries import brand as brand_of
from brokerdesk.modules.brands.queries import terms_text

from ..errors import ClientExists, RegistrationClosed
from ..middleware import REFERRAL
from ..queries import client_by_email
from ..services import invite_client, note_lead, register_client
from ..services.checks import clean_email
from ..services.registration import check_registration
from ..types import VISIT, LeadDraft, Registration
from .forms import DAY

KEY = "registration"
PER_MINUTE = 20.0


class AccountForm(forms.Form):
    """Step 1: the sign-in."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters, not a common one."),
    )


class PersonForm(forms.Form):
    """Step 2: the person."""

    first_name = forms.CharField(
        label=_("First name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "given-name", "autofocus": True}),
    )
    last_name = forms.CharField(
        label=_("Last name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    country = forms.ChoiceField(label=_("Country of residence"))
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "tel", "type": "tel", "placeholder": "+44 20 7946 0958"}
        ),
    )
    born_on = forms.DateField(label=_("Date of birth"), widget=DAY)


class TermsForm(forms.Form):
    """Step 3: the terms."""

    terms = forms.BooleanField(label=_("I have read and accept the terms."))


def _state(request: HttpRequest) -> dict[str, Any]:
    found = request.session.get(KEY)
    return dict(found) if isinstance(found, dict) else {}


def _keep(request: HttpRequest, **values: Any) -> None:
    request.session[KEY] = _state(request) | values


def _open(request: UiRequest) -> None:
    """Refuse where nobody may register now, and whoever tries too often.

    Raises:
        RegistrationClosed, RateLimited.
    """
    brand = brand_of(request.brand.pk)
    if not brand.registration_open:
        raise RegistrationClosed(_t("%(brand)s takes no new clients now.") % {"brand": brand.name})


def _limit(request: UiRequest) -> None:
    take(f"signup:{request.META.get('REMOTE_ADDR', '')}", per_minute=PER_MINUTE)


def _account_form(request: UiRequest, *, data: Any, files: Any) -> forms.Form:
    _open(request)
    return AccountForm(data, initial={"email": _state(request).get("email", "")})


def _account(request: UiRequest, form: AccountForm) -> str:
    _limit(request)
    email = clean_email(form.cleaned_data["email"])
    password = form.cleaned_data["password"]
    check_password(password, User(realm=brand_realm(request.brand.pk), email=email))
    _keep(request, email=email, secret=make_password(password))
    if client_by_email(request.brand.pk, email) is None:
        draft = LeadDraft(
            brand_pk=request.brand.pk,
            email=email,
            source="signup",
            referral_code=request.session.get(REFERRAL, ""),
        )
        note_lead(draft, actor=SYSTEM, at=now())
    return url("portal", "clients.register_person")


def _person_form(request: UiRequest, *, data: Any, files: Any) -> forms.Form:
    _open(request)
    state = _state(request)
    form = PersonForm(data, initial={n: state.get(n) for n in PersonForm.base_fields})
    field = form.fields["country"]
    if isinstance(field, forms.ChoiceField):
        field.choices = [("", "—"), *country_choices(brand_of(request.brand.pk).countries)]
    return form


def _given(request: UiRequest, values: dict[str, Any], **more: Any) -> Registration:
    born_on = values["born_on"]
    return Registration(
        brand_pk=request.brand.pk,
        email=values["email"],
        first_name=values["first_name"],
        last_name=values["last_name"],
        country=values["country"],
        phone=values["phone"],
        born_on=born_on if isinstance(born_on, date) else date.fromisoformat(born_on),
        referral_code=request.session.get(REFERRAL, ""),
        visit=request.session.get(VISIT, ""),
        language=getattr(request, "LANGUAGE_CODE", "en"),
        **more,
    )


def _person(request: UiRequest, form: PersonForm) -> str:
    _limit(request)
    state = _state(request)
    if "secret" not in state:
        return url("portal", "clients.register")
    given = _given(request, state | form.cleaned_data)
    values = check_registration(given, brand_of(request.brand.pk), now())
    if not values["phone"]:
        raise InvalidInput(_t("Give your phone number."), field="phone")
    _keep(request, **values | {"born_on": values["born_on"].isoformat()})
    if client_by_email(request.brand.pk, values["email"]) is None:
        known = {n: values[n] for n in ("email", "first_name", "last_name", "phone", "country")}
        draft = LeadDraft(brand_pk=request.brand.pk, source="signup", **known)
        note_lead(draft, actor=SYSTEM, at=now())
    return url("portal", "clients.register_terms")


def _terms_form(request: UiRequest, *, data: Any, files: Any) -> forms.Form:
    _open(request)
    return TermsForm(data)


def _terms(request: UiRequest, form: TermsForm) -> str | HttpResponseBase:
    _limit(request)
    state = _state(request)
    if not {"email", "secret", "first_name", "born_on"} <= state.keys():
        return url("portal", "clients.register")
    request.session.pop(KEY, None)
    user = _make(request, state)
    if user is None:
        return cast(HttpResponseBase, prevent_enumeration(request, email=state["email"]))
    request.session.pop(REFERRAL, None)
    login = Login(user=user, email=user.email, signup=True)
    return cast(HttpResponseBase, perform_login(request, login))


def _make(request: UiRequest, state: dict[str, Any]) -> User | None:
    """Make sign-in and client; None when the address is known, which only its owner learns."""
    known = client_by_email(request.brand.pk, state["email"])
    if known is not None:
        if known.user_pk is None:
            invite_client(known.public_id, actor=SYSTEM)
        return None
    try:
        with transaction.atomic():
            return _insert(request, state)
    except (EmailTaken, ClientExists):
        return None


def _insert(request: UiRequest, state: dict[str, Any]) -> User:
    user = create_user(realm=brand_realm(request.brand.pk), email=state["email"], password=None)
    user.password = state["secret"]
    user.save(update_fields=["password"])
    given = _given(
        request,
        state,
        user_pk=user.pk,
        terms_accepted=True,
        ip=request.META.get("REMOTE_ADDR"),
        user_agent=request.headers.get("User-Agent", ""),
    )
    register_client(given, actor=None, at=now())
    return user


def _context(step: int) -> Any:
    def context(request: UiRequest) -> dict[str, Any]:
        return {"step": step, "terms": terms_text(request.brand.pk) if step == 3 else ""}

    return context


def _page(step: int, path: str, name: str, *, form: Any, submit: Any, label: Any) -> None:
    register_form(
        FormPage(
            surface="portal",
            path=path,
            name=name,
            title=_("Open an account"),
            form=form,
            submit=submit,
            public=True,
            template="clients/register.html",
            context=_context(step),
            submit_label=label,
        )
    )


_page(1, "register/", "clients.register", form=_account_form, submit=_account, label=_("Continue"))
_page(
    2,
    "register/person/",
    "clients.register_person",
    form=_person_form,
    submit=_person,
    label=_("Continue"),
)
_page(
    3,
    "register/terms/",
    "clients.register_terms",
    form=_terms_form,
    submit=_terms,
    label=_("Open account"),
)
