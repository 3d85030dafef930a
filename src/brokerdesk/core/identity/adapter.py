"""allauth's account flows: realms by host, our mails, our limits."""

import time
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.core import context as flow
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from brokerdesk.core import audit, mail
from brokerdesk.core.access.errors import RateLimited
from brokerdesk.core.access.limits import take
from brokerdesk.core.actors import Actor
from brokerdesk.kit.clock import now

from .hooks import email_verified, signed_in
from .models import User
from .places import device_of, give_device, note_place
from .realm import STAFF, realm_of, username_of

ATTEMPTS_PER_MINUTE = 10.0
BURST = 10
MAILS_PER_MINUTE = 1.0
MAIL_BURST = 4
FRESH_S = 300
# What happened to a sign-in -> what its owner reads.
NOTICES = {
    "password_changed": _("Your password was changed."),
    "password_reset": _("Your password was reset."),
    "password_set": _("A password was set."),
    "totp_activated": _("An authenticator app was added."),
    "totp_deactivated": _("An authenticator app was removed."),
    "recovery_codes_generated": _("New recovery codes were made; the old ones are void."),
    "webauthn_added": _("A passkey was added."),
    "webauthn_removed": _("A passkey was removed."),
}


class AccountAdapter(DefaultAccountAdapter):
    """Users enter only through the host of their realm."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("The e-mail address or the password is not correct."),
        "enter_current_password": _("This is not your present password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Keep allauth's own sign-up shut: clients register on our page, staff are invited."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Limit attempts per user, over all processes.

        Raises:
            ValidationError: too many attempts.
        """
        try:
            take(
                f"signin:{credentials.get('username', '')}",
                per_minute=ATTEMPTS_PER_MINUTE,
                burst=BURST,
            )
        except RateLimited as error:
            raise self.validation_error("too_many_login_attempts") from error
        super().pre_authenticate(request, **credentials)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Record who could not sign in, by realm; the address itself is no part of the chain."""
        audit.record(
            "identity.sign_in_failed",
            subject=f"realm:{realm_of(request)}",
            actor=_visitor(request),
            after={"login": credentials.get("username", "")[:300], "ip": _ip(request)},
            brand_id=_brand_pk(request),
        )

    def pre_login(
        self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any
    ) -> HttpResponse | None:
        """Refuse a user of another realm, whatever way he proved himself."""
        if getattr(user, "realm", None) != realm_of(request):
            return cast(HttpResponse, self.respond_user_inactive(request, user))
        return cast(HttpResponse | None, super().pre_login(request, user, **kwargs))

    def post_login(
        self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any
    ) -> HttpResponse:
        """Record the sign-in, and of a client from where he came."""
        audit.record(
            "identity.signed_in",
            subject=f"user:{user.pk}",
            actor=_visitor(request),
            after={"ip": _ip(request)},
            brand_id=_brand_pk(request),
        )
        if isinstance(user, User):
            signed_in(user)
        response = cast(HttpResponse, super().post_login(request, user, **kwargs))
        if isinstance(user, User) and user.realm != STAFF:
            device = device_of(request)
            note_place(user.pk, device=device, address=_ip(request), at=now())
            give_device(response, device)
        return response

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask again for sensitive changes, unless the sign-in itself is minutes old."""
        records = get_authentication_records(flow.request, flow.request.user)
        if records and time.time() - float(records[-1]["at"]) < FRESH_S:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Mark an address as verified on its own host only, and tell the rooms."""
        if email_address.user.realm != realm_of(request):
            return False
        with transaction.atomic():
            done: bool = super().confirm_email(request, email_address)
            if done:
                email_verified(email_address.user)
        return done

    def should_send_confirmation_mail(
        self, request: HttpRequest, email_address: EmailAddress, signup: bool
    ) -> bool:
        """Send a few links at once, then one a minute."""
        return may_mail(f"confirm:{email_address.user.username}")

    def send_account_already_exists_mail(self, email: str) -> None:
        """Tell the owner of a known address, as rarely as a newcomer gets links."""
        if may_mail(f"exists:{username_of(realm_of(flow.request), email)}"):
            super().send_account_already_exists_mail(email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send through our mail: kept in the database, in the brand's name."""
        request = flow.request
        name = template_prefix.rpartition("/")[2]
        values = {k: v for k, v in context.items() if k not in ("request", "user")}
        values["office"] = realm_of(request) == STAFF
        if name in NOTICES:
            name, values["what"] = "notice", NOTICES[name]
        mail.send(
            f"identity/{name}", to=email, context=values, brand=getattr(request, "brand", None)
        )


def may_mail(key: str) -> bool:
    """Say whether one more mail may go out; asking counts."""
    try:
        take(key, per_minute=MAILS_PER_MINUTE, burst=MAIL_BURST)
    except RateLimited:
        return False
    return True


def _visitor(request: HttpRequest) -> Actor:
    return Actor(kind="system", id="sign-in", label="Sign-in", brand_id=_brand_pk(request))


def _brand_pk(request: HttpRequest) -> int | None:
    brand = getattr(request, "brand", None)
    return brand.pk if brand else None


def _ip(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))
