"""Addresses of pages: within a surface, and whole for e-mails."""

import re
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, reverse

from brokerdesk.core.registry import Surface

_PLAIN = re.compile(r"[A-Za-z0-9_]+").fullmatch  # as ids are: nothing of it is ever quoted
NAMESPACES: dict[Surface, str] = {"backoffice": "office", "portal": "portal"}


def url(surface: Surface, name: str, **kwargs: Any) -> str:
    """Return the path of a page of one surface, from any request or worker."""
    urlconf: str = settings.SURFACE_URLCONFS[surface]
    page = f"{NAMESPACES[surface]}:{name}"
    if all(isinstance(value, str) and _PLAIN(value) for value in kwargs.values()):
        form = _form(urlconf, page, get_script_prefix(), tuple(kwargs))
        if form is not None:
            return form % kwargs
    return reverse(page, urlconf=urlconf, kwargs=kwargs or None)


@lru_cache(maxsize=1_024)
def _form(urlconf: str, page: str, prefix: str, names: tuple[str, ...]) -> str | None:
    """Return a page's path with places for plain words; None where words alone do not fit.

    To reverse a path takes 20 times as long as to fill one, and lists have one in each row.
    """
    marks = {name: f"zq{n}qz" for n, name in enumerate(names)}
    try:
        path = reverse(page, urlconf=urlconf, kwargs=marks or None)
    except NoReverseMatch:
        return None
    path = path.replace("%", "%%")
    for name, mark in marks.items():
        path = path.replace(mark, f"%({name})s")
    return path


def root(host: str) -> str:
    """Return the scheme, host and port under which a host is reached."""
    scheme, port = settings.PUBLIC_SCHEME, settings.PUBLIC_PORT
    shown = "" if port == {"http": 80, "https": 443}.get(scheme) else f":{port}"
    return f"{scheme}://{host}{shown}"


def absolute_url(host: str, path: str) -> str:
    """Return a whole address on a brand's host or the office's, for mails and redirects."""
    return root(host) + path
