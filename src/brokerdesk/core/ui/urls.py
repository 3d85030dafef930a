"""Addresses of pages: within a surface, and whole for e-mails."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from brokerdesk.core.registry import Surface

NAMESPACES: dict[Surface, str] = {"backoffice": "office", "portal": "portal"}


def url(surface: Surface, name: str, **kwargs: Any) -> str:
    """Return the path of a page of one surface, from any request or worker."""
    urlconf: str = settings.SURFACE_URLCONFS[surface]
    return reverse(f"{NAMESPACES[surface]}:{name}", urlconf=urlconf, kwargs=kwargs or None)


def root(host: str) -> str:
    """Return the scheme, host and port under which a host is reached."""
    scheme, port = settings.PUBLIC_SCHEME, settings.PUBLIC_PORT
    shown = "" if port == {"http": 80, "https": 443}.get(scheme) else f":{port}"
    return f"{scheme}://{host}{shown}"


def absolute_url(host: str, path: str) -> str:
    """Return a whole address on a brand's host or the office's, for mails and redirects."""
    return root(host) + path
