"""Refusals about clients and leads."""

from brokerdesk.kit.errors import DomainError, Forbidden


class ClientExists(DomainError):
    """The brand has a client with this address already."""

    code = "client_exists"


class RegistrationClosed(Forbidden):
    """The brand takes no new clients."""

    code = "registration_closed"


class CountryNotServed(Forbidden):
    """The brand does not serve clients of this country."""

    code = "country_not_served"


class TermsNotAccepted(DomainError):
    """The terms must be accepted first."""

    code = "terms_not_accepted"
    status = 422


class StaleClient(DomainError):
    """The client was changed since the caller read him."""

    code = "client_changed"
    status = 412


class WrongStatus(DomainError):
    """This change of status is not possible from the current one."""

    code = "wrong_status"


class FieldLocked(Forbidden):
    """This was proven by documents: only staff change it."""

    code = "field_locked"


class LeadConverted(DomainError):
    """The lead is a client already."""

    code = "lead_converted"
