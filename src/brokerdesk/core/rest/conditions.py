"""Optimistic locking over HTTP: ETag out, If-Match in."""

from typing import ClassVar

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from brokerdesk.kit.errors import DomainError


class PreconditionFailed(DomainError):
    """The thing changed since the caller read it."""

    code = "precondition_failed"
    status: ClassVar[int] = 412


class PreconditionRequired(DomainError):
    """This change needs an If-Match header."""

    code = "precondition_required"
    status: ClassVar[int] = 428


def etag(version: int | str) -> str:
    """The strong entity tag of a version."""
    return f'"{version}"'


def set_etag(response: HttpResponse, version: int | str) -> None:
    """Put the version on an answer."""
    response["ETag"] = etag(version)


def check_match(request: HttpRequest, version: int | str, *, required: bool = False) -> None:
    """Refuse a change that was decided on another version.

    Raises:
        PreconditionFailed: If-Match names other versions only.
        PreconditionRequired: there is no If-Match although it is required.
    """
    given = request.headers.get("If-Match", "").strip()
    if not given:
        if required:
            raise PreconditionRequired(_("Send If-Match with the ETag that you read."))
        return
    if given == "*":
        return
    if etag(version) not in {part.strip() for part in given.split(",")}:
        raise PreconditionFailed(_("It was changed meanwhile: read it again, then decide."))
