"""The root of every refusal that a caller may see."""

from typing import ClassVar


class DomainError(Exception):
    """A refusal with a stable code, an HTTP status and, where one field is at fault, its name.

    The message names what is wrong and what would be right; nothing was changed.
    """

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 409

    def __init__(self, message: str, *, field: str | None = None, **details: str) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.details = details


class NotFound(DomainError):
    """There is no such thing, or the caller may not know that there is."""

    code = "not_found"
    status = 404


class Forbidden(DomainError):
    """The caller may see it but not do this."""

    code = "forbidden"
    status = 403


class InvalidInput(DomainError):
    """A field's value is not acceptable."""

    code = "invalid_input"
    status = 422
