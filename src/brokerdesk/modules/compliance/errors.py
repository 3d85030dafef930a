"""Refusals of compliance."""

from brokerdesk.kit.errors import DomainError, Forbidden, InvalidInput


class VerificationRequired(Forbidden):
    """The client's level does not allow this; `level` names the first that does."""

    code = "verification_required"


class ClientBlocked(Forbidden):
    """The client's status does not allow this."""

    code = "client_blocked"


class BadFile(InvalidInput):
    """The file is too big, empty, of another type than allowed, or not what it claims."""

    code = "bad_file"


class FileSentTwice(DomainError):
    """The very same file waits for review already."""

    code = "file_sent_twice"


class DocumentDecided(DomainError):
    """The document was decided already."""

    code = "document_decided"


class DocumentChanged(DomainError):
    """The document changed since the reviewer saw it."""

    code = "document_changed"


class FourEyesNeeded(Forbidden):
    """Nobody decides about a document that he uploaded himself."""

    code = "four_eyes_required"


class LevelOutOfReach(DomainError):
    """The brand has no such level, or it is not above the client's."""

    code = "level_out_of_reach"
