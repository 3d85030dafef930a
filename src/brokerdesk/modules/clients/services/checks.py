"""Checks that several commands share."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from brokerdesk.kit.errors import InvalidInput


def clean_email(value: str) -> str:
    """Return an address in lower case.

    Raises:
        InvalidInput: it is not one.
    """
    email = value.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise InvalidInput(_("Give a valid e-mail address."), field="email") from None
    if len(email) > 254:
        raise InvalidInput(_("The e-mail address is too long."), field="email")
    return email
