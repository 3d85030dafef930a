"""Addresses of pages are those that Django would give."""

import pytest
from django.conf import settings
from django.urls import NoReverseMatch, reverse

from brokerdesk.core.registry import registry
from brokerdesk.core.ui.urls import url

OFFICE = settings.SURFACE_URLCONFS["backoffice"]


@pytest.mark.parametrize("value", ["cli_01m8g8w3ntejr", "a b", "ü", "50%", "%(x)s", "x?y=1", "a.b"])
def test_a_path_is_filled_as_django_fills_it(value: str) -> None:
    for name in ("clients.card", "clients.timeline"):
        expected = reverse(f"office:{name}", urlconf=OFFICE, kwargs={"client_id": value})
        assert url("backoffice", name, client_id=value) == expected


def test_what_no_path_takes_is_refused() -> None:
    for value in ("", "a/b"):
        with pytest.raises(NoReverseMatch):
            url("backoffice", "clients.card", client_id=value)
    with pytest.raises(NoReverseMatch):
        url("backoffice", "clients.card", other="cli_1")
    with pytest.raises(NoReverseMatch):
        url("backoffice", "clients.card")


def test_plain_pages_have_their_own_paths() -> None:
    for (surface, name), spec in registry.pages.items():
        if "<" not in spec.path:
            assert url(surface, name) == f"/{spec.path}"
