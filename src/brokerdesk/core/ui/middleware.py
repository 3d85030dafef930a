"""Host decides the surface; the sign-in decides the actor; every answer gets its headers."""

import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseNotFound
from django.http.request import split_domain_port
from django.http.response import HttpResponseBase
from django.shortcuts import render

from brokerdesk.core.access import memo
from brokerdesk.core.access.hooks import resolver
from brokerdesk.core.actors import Actor

from .request import VISITOR

GetResponse = Callable[[HttpRequest], HttpResponseBase]
COMMON = ("/api/", "/webhooks/", "/healthz", "/static/")


class SurfaceMiddleware:
    """Set `request.surface`, `request.brand` and the addresses that the host answers."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        host = split_domain_port(request.get_host())[0].lower()
        _attach(request, surface=None, brand=None, client=None, actor=VISITOR)
        if request.path.startswith(COMMON):
            return self.get_response(request)
        if "\0" in request.path:  # PostgreSQL cannot even be asked for such an id.
            return HttpResponseNotFound()
        if host == settings.OFFICE_HOST:
            _attach(request, surface="backoffice")
            request.urlconf = settings.SURFACE_URLCONFS["backoffice"]
        else:
            asked = resolver()
            brand = asked.resolve_brand(host) if asked else None
            if brand is not None:
                _attach(request, surface="portal", brand=brand)
                request.urlconf = settings.SURFACE_URLCONFS["portal"]
            elif host not in settings.LANDING_HOSTS:
                return render(request, "ui/errors/host.html", {"host": host}, status=421)
        return self.get_response(request)


class ActorMiddleware:
    """Set `request.actor` and, in the portal, `request.client`; grants are read once a request."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with memo():
            if getattr(request, "surface", None) and request.user.is_authenticated:
                identify(request)
            return self.get_response(request)


def identify(request: HttpRequest) -> None:
    """Find who stands behind the sign-in on this host; a sign-in of elsewhere is nobody."""
    asked = resolver()
    surface: str | None = getattr(request, "surface", None)
    if asked is None or surface is None or not request.user.is_authenticated:
        return
    if surface == "backoffice":
        staff = asked.resolve_staff(request.user)
        if staff is not None:
            _attach(request, actor=staff)
        return
    brand: Any = getattr(request, "brand", None)
    client = asked.resolve_client(request.user, brand)
    if client is not None and client.brand_pk == brand.pk:
        actor = Actor(kind="client", id=client.public_id, label=client.name, brand_id=brand.pk)
        _attach(request, client=client, actor=actor)


def _attach(request: HttpRequest, **values: Any) -> None:
    for name, value in values.items():
        setattr(request, name, value)


POLICY = (
    "default-src 'none'; script-src 'self'{nonce}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-src 'self'; "
    "worker-src 'self'; manifest-src 'self'; form-action 'self'{forms}; base-uri 'none'; "
    "frame-ancestors 'self'"
)
# Browsers hold form-action against redirects too, and a deposit leads to the provider's page.
PAYMENT_PAGES = " https: http://127.0.0.1:* http://localhost:* http://*.localhost:*"


class HeadersMiddleware:
    """Content policy with a nonce, referrer policy, and no caching of personal pages."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        nonce = secrets.token_urlsafe(12)
        _attach(request, csp_nonce=nonce)
        response = self.get_response(request)
        forms = PAYMENT_PAGES if getattr(request, "surface", None) == "portal" else ""
        if "Content-Security-Policy" not in response:
            response["Content-Security-Policy"] = POLICY.format(
                nonce=f" 'nonce-{nonce}'", forms=forms
            )
        response.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        if not request.path.startswith("/static/"):
            response.setdefault("Cache-Control", "no-store")
        return response
