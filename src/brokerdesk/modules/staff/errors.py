"""Refusals about staff."""

from brokerdesk.kit.errors import DomainError, Forbidden


class StaffExists(DomainError):
    """Somebody on the staff has this address."""

    code = "staff_exists"


class LastAdministrator(DomainError):
    """Somebody must stay administrator."""

    code = "last_administrator"


class NotYourself(Forbidden):
    """Nobody does this to himself."""

    code = "not_yourself"


class JoinedAlready(DomainError):
    """The invitation was accepted already."""

    code = "joined_already"
