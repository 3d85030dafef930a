"""The webhook that providers call: verified, kept, answered; worked on by a job."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse

from brokerdesk.core.access.errors import RateLimited
from brokerdesk.core.jobs import defer
from brokerdesk.core.rest import webhook
from brokerdesk.ports.payments import PaymentError

from .. import jobs, services
from ..errors import PspNotFound

LIMIT = 256 * 1024


@webhook("psp/<str:psp_id>", name="psp")
def psp_webhook(request: HttpRequest, psp_id: str) -> HttpResponse:
    """Take a provider's webhook. 200 also for a repeat; 400 for what is not believed."""
    if request.method != "POST":
        return _problem(405, "method_not_allowed")
    if int(request.headers.get("Content-Length") or 0) > LIMIT:
        return _problem(413, "too_large")
    body, headers = request.body, dict(request.headers)
    try:
        _take(psp_id, body, headers)
    except PspNotFound:
        return _problem(404, "not_found")
    except PaymentError as error:
        return _refused(psp_id, body, headers, str(error))
    return JsonResponse({"received": True})


@transaction.atomic
def _take(psp_id: str, body: bytes, headers: dict[str, str]) -> None:
    """Keep it and enqueue its work, both or neither."""
    for hint in services.receive_webhook(psp_id, body, headers):
        defer(
            jobs.handle_webhook,
            inbox_pk=hint.inbox_pk,
            psp_id=psp_id,
            direction=hint.event.direction,
            reference=hint.event.our_reference,
            provider_ref=hint.event.provider_ref,
        )


def _refused(psp_id: str, body: bytes, headers: dict[str, str], cause: str) -> HttpResponse:
    try:
        services.refuse_webhook(psp_id, body, headers, cause)
    except RateLimited:
        return _problem(429, "rate_limited")
    return _problem(400, "not_accepted")


def _problem(status: int, code: str) -> HttpResponse:
    return JsonResponse({"code": code, "status": status}, status=status)
