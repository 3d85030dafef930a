"""Addresses of hosts that are neither the office nor a brand: the landing page and the API."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, include, path

from brokerdesk.core.access.hooks import resolver
from brokerdesk.core.ui.urls import root


def landing(request: HttpRequest) -> HttpResponse:
    """Show the doors of this installation."""
    asked = resolver()
    brands = asked.all_brands() if asked else []
    values = {
        "office": root(settings.OFFICE_HOST),
        "brands": [(brand, root(brand.host)) for brand in brands],
        "mailbox": settings.MAILBOX_URL,
        "title": "BrokerDesk",
    }
    return render(request, "ui/landing.html", values)


urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("brokerdesk.surfaces.api.urls")),
    path("", landing, name="landing"),
]
handler403 = "brokerdesk.core.ui.errors.forbidden"
handler404 = "brokerdesk.core.ui.errors.not_found"
handler500 = "brokerdesk.core.ui.errors.server_error"
