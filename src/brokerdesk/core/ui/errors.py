"""Error pages of every surface; the API answers with problem documents instead."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brokerdesk.core.registry import Text
from brokerdesk.core.texts import translated
from brokerdesk.kit.errors import DomainError

from .request import LAYOUTS, is_signed_in

TITLES: dict[int, Text] = {
    403: gettext_lazy("Not allowed"),
    404: gettext_lazy("Not found"),
    410: gettext_lazy("This link has expired"),
    429: gettext_lazy("Too many attempts"),
}
# The title says as much as these codes; support asks for the others.
PLAIN_CODES = frozenset({"forbidden", "not_found"})


def _show(
    request: HttpRequest, status: int, title: Text, message: str, code: str = ""
) -> HttpResponse:
    """A page of its status, inside the menu where somebody is signed in."""
    surface = getattr(request, "surface", None)
    layout = LAYOUTS.get(surface) if surface and is_signed_in(request) else None
    values = {
        "layout": layout or "ui/errors/alone.html",
        "status": status,
        "title": title,
        "message": message,
        "code": code,
    }
    return render(request, "ui/errors/page.html", values, status=status)


def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The page of a refusal."""
    title = TITLES.get(error.status, _("This is not possible now"))
    code = "" if error.code in PLAIN_CODES else error.code
    return _show(request, error.status, title, translated(error), code)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return _show(request, 403, TITLES[403], _("You may not see or do this."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return _show(request, 404, TITLES[404], _("There is nothing at this address, or not for you."))


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
        TITLES[410],
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
