"""Pages declared as data, and the guard in front of each."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render, resolve_url

from brokerdesk.core.access import require
from brokerdesk.core.registry import Nav, PageSpec, Surface, Text, registry
from brokerdesk.core.texts import translated
from brokerdesk.kit.errors import DomainError

from .errors import refused
from .request import LAYOUTS, UiRequest, is_signed_in
from .sequence import last_sequence

View = Callable[..., HttpResponseBase]
V = TypeVar("V", bound=View)


def page(
    surface: Surface,
    path: str,
    *,
    name: str,
    title: Text,
    permission: str | None = None,
    nav: Nav | None = None,
    public: bool = False,
    live: tuple[str, ...] = (),
) -> Callable[[V], V]:
    """Register a view as a page of a surface; only signed-in users with the permission enter.

    Without a permission every signed-in user of the surface enters; `public` admits all. `live`
    names the event types (or their beginnings) that the page's live regions listen to.
    """

    def register(view: V) -> V:
        add_page(
            PageSpec(
                surface=surface,
                path=path,
                name=name,
                title=title,
                view=view,
                permission=permission,
                nav=nav,
                public=public,
                live=live,
            )
        )
        return view

    return register


def add_page(spec: PageSpec) -> None:
    """Register a page behind its guard."""
    registry.add_page(replace(spec, view=_guard(spec)))


def _guard(spec: PageSpec) -> View:
    @wraps(spec.view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        ui = cast(UiRequest, request)
        if not spec.public and not is_signed_in(request):
            return to_sign_in(ui)
        vars(request)["page"] = spec
        whole = not _partial(request) and "_region" not in request.GET
        if whole and is_signed_in(request):
            # Before the page reads anything: what comes later is told to it again.
            vars(request)["live_sequence"] = last_sequence()
        try:
            if spec.permission is not None and not spec.public:
                require(ui.actor, spec.permission, owner=_own(ui))
            return cast(HttpResponseBase, spec.view(ui, **kwargs))
        except DomainError as error:
            return error_page(ui, error)

    return guarded


def _own(request: UiRequest) -> str | None:
    return request.actor.id if request.actor.kind == "client" else None


def to_sign_in(request: UiRequest) -> HttpResponse:
    """Send to the sign-in page and back; an htmx request makes the whole page go there."""
    login = resolve_url(settings.LOGIN_URL)
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=401)
        response["HX-Redirect"] = login
        return response
    return HttpResponseRedirect(f"{login}?{urlencode({'next': request.get_full_path()})}")


def error_page(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Show a refusal as a page of its status."""
    if _partial(request):
        message = {"message": translated(error)}
        response = render(request, "ui/errors/fragment.html", message, status=error.status)
    else:
        response = refused(request, error)
    wait = error.details.get("retry_after_s")
    if wait:
        response["Retry-After"] = wait
    return response


def _partial(request: HttpRequest) -> bool:
    headers = request.headers
    return bool(headers.get("HX-Request")) and headers.get("HX-Boosted") != "true"


def render_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    title: Text = "",
    status: int = 200,
    subtitle: Text = "",
) -> HttpResponse:
    """Render a template that extends `ui/office.html` or `ui/portal.html`.

    A page whose heading and actions follow events names their topics as `head_live` in `context`;
    its own address must show them again.
    """
    spec: PageSpec | None = getattr(request, "page", None)
    values = {
        "title": title or (spec.title if spec else ""),
        "subtitle": subtitle,
        "page": spec,
        "layout": LAYOUTS.get(getattr(request, "surface", None) or "backoffice"),
        **(context or {}),
    }
    return render(request, template, values, status=status)
