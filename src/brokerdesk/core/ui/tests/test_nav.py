"""The navigation shows each person what he may open and count."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import override_settings
from django.utils.html import escape

from brokerdesk.core.access.services import assign, ensure_role
from brokerdesk.core.actors import Actor
from brokerdesk.core.registry import Nav, registry
from brokerdesk.core.ui import counter, page
from brokerdesk.core.ui.nav import navigation
from brokerdesk.core.ui.testing import page_request
from brokerdesk.core.ui.urls import url

from .conftest import FINN

pytestmark = pytest.mark.django_db
NOBODY = Actor(kind="staff", id="stf_none", label="N")
HOME = url("backoffice", "clients.list")


@pytest.fixture(autouse=True)
def entry() -> Iterator[None]:
    """A count beside an entry that stands there already, forgotten afterwards."""

    @counter("kit_queue", title="Q", url_name="clients.list", permission="kittest.view")
    def count(request: Any) -> int:
        return 3

    with override_settings(ROOT_URLCONF="brokerdesk.surfaces.backoffice.urls"):
        yield
    registry.counters.pop("kit_queue")


def shown(actor: Actor, current: str = "") -> str:
    request = page_request(actor=actor)
    if current:
        vars(request)["page"] = registry.pages["backoffice", current]
    return navigation(request)


def test_an_entry_needs_its_right_and_a_count_needs_its_own(finn: Actor) -> None:
    assert f'href="{HOME}"' not in shown(finn)
    ensure_role("seer", "Seer", {"clients.view": "all"})
    assign(FINN.id, "seer")
    assert f'href="{HOME}"' in shown(finn)
    assert 'data-count="kit_queue"' in shown(finn)
    assign(NOBODY.id, "seer")
    assert f'href="{HOME}"' in shown(NOBODY)
    assert "kit_queue" not in shown(NOBODY)


def test_the_open_page_is_marked_also_below_its_entry(finn: Actor) -> None:
    ensure_role("seer", "Seer", {"clients.view": "all"})
    assign(FINN.id, "seer")
    mark = f'href="{HOME}" class="nav-item active" aria-current="page"'
    assert mark not in shown(finn)
    assert mark in shown(finn, "clients.list")
    assert mark in shown(finn, "clients.card")


def test_only_the_nearest_entry_above_a_page_is_marked(finn: Actor) -> None:
    ensure_role("seer", "Seer", {"partners.partner.view": "all"})
    assign(FINN.id, "seer")
    below = {"partners.plan": "partners.plans", "partners.partner": "partners.partners"}
    for current, entry in below.items():
        text = shown(finn, current)
        assert text.count("aria-current") == 1
        assert f'href="{url("backoffice", entry)}" class="nav-item active"' in text


def test_titles_are_escaped(finn: Actor) -> None:
    nasty = '"><script>'
    page(
        "backoffice", "kit-nasty/", name="kittest.nasty", title=nasty, permission="kittest.view",
        nav=Nav("Clients"),
    )(lambda request: HttpResponse())  # fmt: skip
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("brokerdesk.core.ui.nav.url", lambda surface, name: f"/{name}")
            text = shown(finn)
    finally:
        del registry.pages["backoffice", "kittest.nasty"]
    assert escape(nasty) in text
    assert nasty not in text
