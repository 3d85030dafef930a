"""A sign-in counts only on the host of its realm; staff work only with a second factor."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from .realm import STAFF, realm_of
from .services import has_mfa

# allauth pages that we do not offer: addresses are changed by our own services.
SHUT = frozenset({"account_signup", "account_signup_by_passkey", "account_email"})
# Pages of a member of staff who still lacks a second factor.
SETTING_UP = ("account_", "mfa_", "set_language")


class RealmMiddleware:
    """Runs after authentication and before anything asks who acts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(("/api/", "/webhooks/", "/healthz", "/static/")):
            return self.get_response(request)
        if request.user.is_authenticated and getattr(request.user, "realm", "") != realm_of(
            request
        ):
            logout(request)
            request.user = AnonymousUser()
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Shut what is not offered; send staff without a second factor to set one up."""
        name = (request.resolver_match.url_name if request.resolver_match else "") or ""
        if name in SHUT:
            raise Http404
        if getattr(request, "surface", None) != "backoffice" or name.startswith(SETTING_UP):
            return None
        user = request.user
        if not user.is_authenticated or getattr(user, "realm", "") != STAFF:
            return None
        if request.path.startswith(("/api/", "/webhooks/", "/healthz", "/static/")):
            return None
        return None if has_mfa(user.pk) else redirect("mfa_activate_totp")
