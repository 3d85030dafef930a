"""Links by which an invited person sets his first password and proves his address."""

from django.core import signing
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from .errors import LinkExpired
from .hooks import email_verified
from .models import User
from .services import mark_verified, set_password

SALT = "brokerdesk.identity.invitation"
VALID_S = 7 * 86_400


def _state(user: User) -> str:
    """Change with the password, so that a link works once."""
    return salted_hmac(SALT, f"{user.pk}:{user.password}:{user.email}").hexdigest()[:20]


def invitation_token(user_pk: int) -> str:
    """Make the token of an invitation link; it works once, for 7 days."""
    user = User.objects.get(pk=user_pk)
    return signing.dumps([user.pk, _state(user)], salt=SALT)


def invited_user(token: str, realm: str) -> User:
    """Return whom a link invites.

    Raises:
        LinkExpired: it is not good here and now.
    """
    try:
        pk, state = signing.loads(token, salt=SALT, max_age=VALID_S)
    except (signing.BadSignature, ValueError, TypeError):
        pk, state = None, ""
    user = User.objects.filter(pk=pk, realm=realm, is_active=True).first() if pk else None
    if user is None or _state(user) != state:
        raise LinkExpired(_("This invitation has expired or was used. Ask for a new one."))
    return user


@transaction.atomic
def accept_invitation(token: str, *, realm: str, password: str) -> User:
    """Set the first password; reading the mail proves the address.

    Raises:
        LinkExpired: the link is not good here and now.
        WeakPassword: the password breaks a rule.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=invited_user(token, realm).pk)
    if invited_user(token, realm).pk != user.pk:
        raise LinkExpired(_("This invitation has expired or was used. Ask for a new one."))
    set_password(user.pk, password)
    mark_verified(user.pk)
    email_verified(user)
    return user
