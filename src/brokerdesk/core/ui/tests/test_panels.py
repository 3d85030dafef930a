"""Panels, timelines, counters, searches."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import override_settings

from brokerdesk.core.actors import Actor
from brokerdesk.core.registry import registry
from brokerdesk.core.ui import Panel, SearchHit, TimelineItem, panel, search, timeline
from brokerdesk.core.ui.panels import render_by_token, render_panels, search_all, timeline_items
from brokerdesk.core.ui.testing import page_request
from brokerdesk.kit.errors import NotFound

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
NOBODY = Actor(kind="staff", id="stf_none", label="N")


@pytest.fixture(autouse=True)
def place() -> Iterator[None]:
    """Two panels at a place of the test's own, forgotten afterwards."""

    @panel("kit_place", title="Second", order=20, permission="kittest.view", live=("kit.",))
    def second(request: Any, thing: str) -> Panel | None:
        return Panel("ui/errors/fragment.html", {"message": f"about {thing}"})

    @panel("kit_place", title="First", order=10)
    def first(request: Any, thing: str) -> Panel | None:
        return None if thing == "none" else Panel("ui/errors/fragment.html", {"message": thing})

    with override_settings(ROOT_URLCONF="brokerdesk.surfaces.backoffice.urls"):
        yield
    registry.panels.pop("kit_place")


def test_panels_come_in_order_and_only_with_the_right(finn: Actor) -> None:
    shown = render_panels(page_request(actor=finn), "kit_place", thing="x")
    assert [p.spec.title for p in shown] == ["First", "Second"]
    shown = render_panels(page_request(actor=finn), "kit_place", thing="none")
    assert [p.spec.title for p in shown] == ["Second"]
    shown = render_panels(page_request(actor=NOBODY), "kit_place", thing="x")
    assert [p.spec.title for p in shown] == ["First"]


def test_a_panel_is_fetched_again_only_by_the_one_it_was_made_for(finn: Actor) -> None:
    request = page_request(actor=finn)
    (_first, second) = render_panels(request, "kit_place", thing="<b>")
    again = render_by_token(request, second.url)
    assert again is not None
    assert "About &lt;b&gt;" in again.html
    for stranger, token in ((NOBODY, second.url), (finn, second.url[:-2]), (finn, "x")):
        with pytest.raises(NotFound):
            render_by_token(page_request(actor=stranger), token)


def test_a_timeline_merges_its_sources() -> None:
    for shift in (0, 1):

        @timeline("kit_subject")
        def source(subject: str, *, limit: int, before: Any, shift: int = shift) -> Any:
            return [
                TimelineItem(AT + timedelta(minutes=2 * n + shift), "x", f"{subject}{n}{shift}")
                for n in range(limit)
            ]

    items = timeline_items("kit_subject", "s", may=lambda right: False, limit=4)
    assert [item.title for item in items] == ["s31", "s30", "s21", "s20"]
    registry.timelines.pop("kit_subject")


def test_a_timeline_asks_only_the_sources_that_one_may_see() -> None:
    @timeline("kit_subject", permission="kit.money")
    def money(subject: str, *, limit: int, before: Any) -> Any:
        return [TimelineItem(AT, "money", "100.00")]

    @timeline("kit_subject")
    def other(subject: str, *, limit: int, before: Any) -> Any:
        return [TimelineItem(AT, "note", "hello")]

    def shown(*rights: str) -> set[str]:
        items = timeline_items("kit_subject", "s", may=lambda right: right in rights)
        return {str(item.title) for item in items}

    assert (shown("kit.money"), shown("kit.other")) == ({"100.00", "hello"}, {"hello"})
    registry.timelines.pop("kit_subject")


def test_search_asks_only_whom_the_actor_may_ask(finn: Actor) -> None:
    search("kitopen")(lambda request, text: [SearchHit(text, "", "/")] * 9)
    search("kitclosed", permission="kittest.view")(lambda request, text: [SearchHit("c", "", "/")])
    search("kitempty")(lambda request, text: [])
    try:
        found = {
            s.name: h for s, h in search_all(page_request(actor=finn), "al") if "kit" in s.name
        }
        assert set(found) == {"kitopen", "kitclosed"}
        assert len(found["kitopen"]) == 6
        found = {
            s.name: h for s, h in search_all(page_request(actor=NOBODY), "al") if "kit" in s.name
        }
        assert set(found) == {"kitopen"}
    finally:
        for name in ("kitopen", "kitclosed", "kitempty"):
            registry.searches.pop(name)
