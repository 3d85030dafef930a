"""Turns the registered pages of a surface into addresses."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from brokerdesk.core.app import load_pages
from brokerdesk.core.registry import Surface, registry
from brokerdesk.core.ui.urls import NAMESPACES


def routes(surface: Surface) -> list[URLPattern | URLResolver]:
    """All addresses of a surface: its pages, sign-in, and what every host answers."""
    load_pages()
    pages = [path(p.path, p.view, name=p.name) for p in registry.pages_of(surface)]
    space = NAMESPACES[surface]
    return [
        path("accounts/", include("allauth.urls")),
        path("", include("brokerdesk.surfaces.live.urls")),
        path("", include("brokerdesk.surfaces.api.urls")),
        path("", include((pages, space), namespace=space)),
        *settings_routes(),
    ]


def settings_routes() -> list[URLPattern | URLResolver]:
    """Language choice."""
    return [path("i18n/", include("django.conf.urls.i18n"))] if settings.USE_I18N else []
