"""A partner's link brings a visitor: his cookie gets a random id, and the click is kept."""

import secrets
from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from brokerdesk.core.ui import url
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.types import VISIT

from .services.programme.clicking import Visit, linked_partner, note_click
from .services.programme.settings import programme_of

COOKIE, SALT = "visit", "partners.visit"
DAY_S = 86_400


class LinkMiddleware:
    """Keep clicks on `?ref=CODE&c=CAMPAIGN&tag=…` of any portal page, and who made them.

    The cookie tells a registration, days later, which visitor it is of.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        brand = getattr(request, "brand", None)
        if request.method != "GET" or getattr(request, "surface", None) != "portal" or not brand:
            return self.get_response(request)
        code, visitor = request.GET.get("ref", ""), _visitor(request)
        if not (code or visitor) or request.user.is_authenticated:
            return self.get_response(request)
        if code and linked_partner(brand.pk, code) is not None:
            return self._linked(request, brand.pk, visitor or secrets.token_hex(16))
        begins = request.path.startswith(url("portal", "clients.register"))
        if visitor and begins and request.session.get(VISIT) != visitor:
            request.session[VISIT] = visitor
        return self.get_response(request)

    def _linked(self, request: HttpRequest, brand_pk: int, visitor: str) -> HttpResponseBase:
        given, at = request.GET, now()
        visit = Visit(
            brand_pk=brand_pk,
            code=given["ref"],
            campaign=given.get("c", ""),
            tag=given.get("tag", ""),
            visitor=visitor,
            address=request.META.get("REMOTE_ADDR", ""),
            user_agent=request.headers.get("User-Agent", ""),
        )
        note_click(visit, at=at)
        request.session[VISIT] = visitor
        response = self.get_response(request)
        cast(HttpResponse, response).set_signed_cookie(
            COOKIE,
            visitor,
            salt=SALT,
            max_age=programme_of(brand_pk, at).cookie_days * DAY_S,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
        return response


def _visitor(request: HttpRequest) -> str:
    """The id in a visitor's cookie; one that we did not sign is none."""
    found = request.get_signed_cookie(COOKIE, default="", salt=SALT)
    return found if isinstance(found, str) else ""
