"""Commands about sign-ins."""

from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter as mfa_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from .errors import EmailTaken, WeakPassword
from .models import User
from .realm import username_of


@transaction.atomic
def create_user(*, realm: str, email: str, password: str | None, verified: bool = False) -> User:
    """Create a sign-in; without a password it is unusable until one is set.

    Raises:
        EmailTaken: the realm has this address.
        WeakPassword: the password breaks a rule.
    """
    if user_of(realm, email) is not None:
        raise _taken()
    if password is not None:
        check_password(password, User(realm=realm, email=email))
    try:
        with transaction.atomic():
            user = User.objects.create_user(realm=realm, email=email, password=password)
    except IntegrityError:
        raise _taken() from None
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=verified)
    return user


def _taken() -> EmailTaken:
    return EmailTaken(_("There is a sign-in with this e-mail address already."), field="email")


def user_of(realm: str, email: str) -> User | None:
    """Return the user of a realm who has this address."""
    return User.objects.filter(username=username_of(realm, email)).first()


def check_password(password: str, user: User | None = None) -> None:
    """Refuse a password that breaks a rule.

    Raises:
        WeakPassword: says which rules.
    """
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise WeakPassword(" ".join(error.messages), field="password") from None


@transaction.atomic
def set_password(user_pk: int, password: str) -> None:
    """Set a user's password; his sessions end.

    Raises:
        WeakPassword: the password breaks a rule.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=user_pk)
    check_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])


def set_active(user_pk: int, active: bool) -> None:
    """Let a user sign in, or not; all his sessions end at once."""
    User.objects.filter(pk=user_pk).update(is_active=active, session_epoch=F("session_epoch") + 1)


def end_sessions(user_pk: int) -> None:
    """End all sessions of a user at once, wherever they are."""
    User.objects.filter(pk=user_pk).update(session_epoch=F("session_epoch") + 1)


@transaction.atomic
def mark_verified(user_pk: int) -> None:
    """Mark a user's address as his own, without a link."""
    EmailAddress.objects.filter(user_id=user_pk, primary=True).update(verified=True)


@transaction.atomic
def change_email(user_pk: int, email: str, *, verified: bool = False) -> None:
    """Give a user another address to sign in with; his sessions end.

    Raises:
        EmailTaken: the realm has this address.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=user_pk)
    new = email.strip().lower()
    if new == user.email:
        return
    if user_of(user.realm, new) is not None:
        raise _taken()
    user.email = new
    user.username = username_of(user.realm, new)
    user.session_epoch += 1
    user.save(update_fields=["email", "username", "session_epoch"])
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=new, primary=True, verified=verified)


@transaction.atomic
def reset_mfa(user_pk: int) -> int:
    """Remove a user's second factors; he must set one up again. Return how many there were."""
    count, _details = Authenticator.objects.filter(user_id=user_pk).delete()
    end_sessions(user_pk)
    return int(count)


def has_mfa(user_pk: int) -> bool:
    """Say whether a user has a second factor."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return bool(Authenticator.objects.filter(user_id=user_pk, type__in=kinds).exists())


@transaction.atomic
def set_totp(user_pk: int, secret: str) -> None:
    """Give a user a known authenticator secret (base32), for installation and demo data."""
    user = User.objects.get(pk=user_pk)
    Authenticator.objects.filter(user=user).delete()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)


def readable_totp(user_pk: int) -> str:
    """Return a user's authenticator secret, for installation and demo data; empty without."""
    row = Authenticator.objects.filter(user_id=user_pk, type=Authenticator.Type.TOTP).first()
    return mfa_adapter().decrypt(row.data["secret"]) if row else ""
