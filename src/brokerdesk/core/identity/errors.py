"""Refusals about sign-ins."""

from brokerdesk.kit.errors import DomainError, InvalidInput


class EmailTaken(DomainError):
    """The realm has a user with this address already."""

    code = "email_taken"


class WeakPassword(InvalidInput):
    """The password breaks a rule."""

    code = "weak_password"


class LinkExpired(DomainError):
    """The link is too old, was used, or belongs to another host."""

    code = "link_expired"
    status = 410
