"""Assembles the REST API from the rooms' routers."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer
from ninja.responses import NinjaJSONEncoder

from brokerdesk.core.app import load_pages
from brokerdesk.core.rest import problems, routing
from brokerdesk.core.rest.described import describe_refusals
from brokerdesk.kit.errors import DomainError

DESCRIPTION = """
Everything that the pages do, for machines.

* Authorise with `Authorization: Bearer <API key>`; each operation names its scope.
* Amounts are decimal strings; instants are RFC 3339 in UTC.
* Lists are paged by cursor: pass `next_cursor` as `cursor`.
* Money calls need `Idempotency-Key`; a replay answers with `Idempotent-Replay: true`.
* Refusals are `application/problem+json` with a stable `code`.
"""


class Encoder(NinjaJSONEncoder):
    """Decimals without exponent, as strings."""

    def default(self, o: Any) -> Any:
        """Encode what JSON does not know."""
        if isinstance(o, Decimal):
            return format(o, "f")
        return super().default(o)


class Renderer(JSONRenderer):
    """JSON with our encoder."""

    encoder_class = Encoder


class Api(NinjaAPI):
    """The API; refusals of any kind become problem documents."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: Mapping[str, Any] | None = None
    ) -> OpenAPISchema:
        """Return the OpenAPI 3.1 document."""
        document = super().get_openapi_schema(
            path_prefix=path_prefix, path_params=dict(path_params) if path_params else None
        )
        describe_refusals(document)
        return document


@cache
def build() -> Api:
    """Make the API, once, with every router that a room registered."""
    load_pages()
    api = Api(
        title="BrokerDesk API",
        version="1.0.0",
        description=DESCRIPTION,
        docs_url=None,
        openapi_url="/openapi.json",
        renderer=Renderer(),
        urls_namespace="api-1",
    )
    for name, made in sorted(routing.routers().items()):
        api.add_router("", made, url_name_prefix=name)
    refusals(api)
    return api


def refusals(api: NinjaAPI) -> None:
    """Let an API answer refusals of any kind as problem documents."""

    def domain(request: HttpRequest, error: Any) -> HttpResponse:
        return problems.of_domain(error)

    def validation(request: HttpRequest, error: Any) -> HttpResponse:
        return problems.of_validation(error.errors)

    def http(request: HttpRequest, error: Any) -> HttpResponse:
        code, detail = {
            400: ("bad_request", _("The body cannot be read.")),
            401: ("unauthorized", _("There is no key, or it is not good here.")),
            404: ("not_found", _("There is nothing here.")),
        }.get(error.status_code, ("error", _("The request is refused.")))
        return problems.problem(error.status_code, code, detail)

    def unreadable(request: HttpRequest, error: Any) -> HttpResponse:
        return problems.problem(400, "bad_request", _("The body cannot be read."))

    api.add_exception_handler(MultiPartParserError, unreadable)
    api.add_exception_handler(SuspiciousOperation, unreadable)
    api.add_exception_handler(DomainError, domain)
    api.add_exception_handler(ValidationError, validation)
    api.add_exception_handler(HttpError, http)
    api.add_exception_handler(AuthenticationError, http)
