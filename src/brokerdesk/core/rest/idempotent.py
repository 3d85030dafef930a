"""Money calls happen once: the Idempotency-Key, the claim, the replay."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any, TypeVar

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from ninja.decorators import decorate_view

from brokerdesk.core import idempotency
from brokerdesk.kit.errors import DomainError

from .described import takes_header
from .problems import of_domain, problem
from .routing import key_of

F = TypeVar("F", bound=Callable[..., Any])
HEADER = "Idempotency-Key"
MAX_KEY = 128


def money_post(view: F) -> F:
    """Require an Idempotency-Key; the same key and input answer again without a second effect.

    Put it below the route, beside `@scope`. The operation runs in one transaction with the
    claim of the key, so that a refusal leaves the key free and a crash leaves nothing.
    """
    marked: F = decorate_view(_once)(view)
    return takes_header(HEADER, required=True)(marked)


def _once(run: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    @wraps(run)
    def once_only(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        try:
            api_key = key_of(request)
        except DomainError:
            return run(request, **kwargs)
        key = request.headers.get(HEADER, "").strip()
        if not key or len(key) > MAX_KEY or not key.isascii() or not key.isprintable():
            return problem(
                400,
                "idempotency_key_required",
                _("Send %(header)s: 1 to %(most)s printable characters, new for each payment.")
                % {"header": HEADER, "most": MAX_KEY},
            )
        asked = {
            "method": request.method,
            "path": request.path,
            "body": sha256(request.body).hexdigest(),
        }
        try:
            return _claimed(run, request, kwargs, (f"api:{api_key.public_id}", key, asked))
        except DomainError as error:
            return of_domain(error)

    return once_only


def _claimed(
    run: Callable[..., HttpResponseBase],
    request: HttpRequest,
    kwargs: dict[str, Any],
    claim: tuple[str, str, dict[str, Any]],
) -> HttpResponseBase:
    with transaction.atomic():
        record = idempotency.once(*claim)
        if record.replay:
            return _replay(str(record.answer), record.status or 200)
        response = run(request, **kwargs)
        if response.status_code >= 400 or not isinstance(response, HttpResponse):
            transaction.set_rollback(True)
            return response
        record.save(response.content.decode(), status=response.status_code)
        return response


def _replay(body: str, status: int) -> HttpResponse:
    response = HttpResponse(body, status=status, content_type="application/json; charset=utf-8")
    response["Idempotent-Replay"] = "true"
    return response
