"""Refusals that the API states."""


class ApiError(Exception):
    """A refusal: HTTP status, stable code and a message; nothing was done."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
