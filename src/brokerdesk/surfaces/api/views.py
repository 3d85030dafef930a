"""The API's own pages: its documentation, its health, and what is not there."""

from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from brokerdesk.core.rest import problems

from .build import build


@csrf_exempt
def unknown(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Answer an address that the API does not have."""
    return problems.problem(
        404, "not_found", _("The API has no address %(address)s.") % {"address": f"/api/{rest}"}
    )


def health(request: HttpRequest) -> HttpResponse:
    """Say that the process answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


def docs(request: HttpRequest) -> HttpResponse:
    """Show the API's operations as a plain page made from its OpenAPI document."""
    schema = build().get_openapi_schema(path_prefix="/api/v1/")
    groups: dict[str, list[dict[str, Any]]] = {}
    for address, methods in schema["paths"].items():
        for method, operation in methods.items():
            shown = {"method": method.upper(), "path": address, **operation}
            for tag in operation.get("tags") or ["other"]:
                groups.setdefault(tag, []).append(shown)
    values = {"groups": sorted(groups.items()), "info": schema["info"], "title": "API"}
    return render(request, "api/docs.html", values)
