"""Error pages of every surface; the API answers with problem documents instead."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _


def _show(request: HttpRequest, status: int, title: str, message: str) -> HttpResponse:
    values = {"status": status, "title": title, "message": message}
    return render(request, "ui/errors/plain.html", values, status=status)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return _show(request, 403, _("Not allowed"), _("You do not have the right to see or do this."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return _show(
        request, 404, _("Not found"), _("There is nothing at this address, or not for you.")
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that is too old or came from elsewhere."""
    return _show(
        request,
        403,
        _("This form has expired"),
        _("Go back, load the page again and send the form once more. Nothing was changed."),
    )


def expired_link(request: HttpRequest) -> HttpResponse:
    """410 for a link that is too old or was used already."""
    return _show(
        request,
        410,
        _("This link has expired"),
        _("It was used already or is too old. Ask for a new one; nothing was changed."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500, without the database and without the session."""
    values: dict[str, Any] = {
        "status": 500,
        "title": _("Something went wrong"),
        "message": _("It is recorded and nothing was left half done. Try again."),
    }
    return HttpResponse(render_to_string("ui/errors/bare.html", values), status=500)
