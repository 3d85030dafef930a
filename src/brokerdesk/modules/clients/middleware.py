"""A partner's link brings a visitor: keep its code until he registers."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from brokerdesk.core.ui import url

from .rules import clean_referral

REFERRAL = "referral_code"


class ReferralMiddleware:
    """Keep `?ref=` of a visitor's portal page in his session; the bare address leads to sign-up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.GET.get("ref", "") if request.method == "GET" else ""
        if given and getattr(request, "surface", None) == "portal":
            code = clean_referral(given)
            if code and not request.user.is_authenticated:
                request.session[REFERRAL] = code
                if request.path == "/":
                    return redirect(url("portal", "clients.register"))
        return self.get_response(request)
