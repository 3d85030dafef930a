"""Refusals as problem documents (RFC 9457) with stable codes."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from brokerdesk.core.texts import fault_text, translated
from brokerdesk.kit.errors import DomainError

TYPE = "application/problem+json"


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    errors: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
    **details: str,
) -> JsonResponse:
    """Build a problem document; `errors` name fields at fault."""
    body: dict[str, Any] = {
        "type": f"urn:brokerdesk:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
    }
    if errors:
        body["errors"] = list(errors)
    if details:
        body["details"] = details
    response = JsonResponse(body, status=status, content_type=TYPE)
    for name, value in (headers or {}).items():
        response[name] = value
    return response


def of_domain(error: DomainError) -> JsonResponse:
    """Build the problem document of a refusal."""
    message = translated(error)
    errors = [{"field": error.field, "message": message}] if error.field else []
    headers = {}
    if "retry_after_s" in error.details:
        headers["Retry-After"] = error.details["retry_after_s"]
    if error.status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="BrokerDesk API"'
    return problem(
        error.status, error.code, message, errors=errors, headers=headers, **error.details
    )


def of_validation(errors: Sequence[Mapping[str, Any]]) -> JsonResponse:
    """Build the problem document of input that does not fit the schema (422)."""
    fields = [
        {
            "field": ".".join(str(part) for part in error.get("loc", ())[1:]),
            "in": str(next(iter(error.get("loc", ())), "")),
            "message": fault_text(error),
            "code": str(error.get("type", "")),
        }
        for error in errors
    ]
    return problem(422, "invalid_input", _("Some fields are not acceptable."), errors=fields)


def client_ip(request: HttpRequest) -> str:
    """The address that the connection comes from; forwarding headers are the server's matter."""
    return str(request.META.get("REMOTE_ADDR", ""))
