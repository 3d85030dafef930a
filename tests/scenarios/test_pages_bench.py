"""The benchmark of pages, with a small book: every page is served, and shows what it must."""

from pathlib import Path
from random import Random

import pytest
from django.conf import settings
from django.db import connection

from bench import World, pages, pages_tree, pages_world
from brokerdesk.kit.clock import now
from brokerdesk.modules.partners.models import Accrual, Partner
from brokerdesk.modules.partners.queries.tree import path_to


def choose(draw: Random) -> list[pages.Address]:
    """All pages that the benchmarks measure."""
    return [*pages.list_pages(draw), *pages.search_pages(draw), *pages.card_pages(draw)]


def test_served_pages_show_the_clients_and_leave_no_connection(
    fresh_db: str, nats_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages_world, "CLIENTS", 2_000)
    monkeypatch.setattr(pages, "EACH", 4)
    world = World(Path(settings.DATA_DIR), fresh_db, nats_url, 1)
    with pages.book(world, choose) as contest:
        contest.check()
        assert contest.ours(0.2).n > 0
        assert contest.theirs(0.2).n > 0
        assert open_connections() <= 4  # ours, the anchor's, and few of the server


def test_a_deep_tree_is_made_with_a_line_of_the_top_on_each_deal(
    fresh_db: str, nats_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, size in (("PARTNERS", 200), ("CLIENTS", 50), ("DEALS", 100)):
        monkeypatch.setattr(pages_tree, name, size)
    tree = pages_tree.prepare(World(Path(settings.DATA_DIR), fresh_db, nats_url, 1))
    top = Partner.objects.get(client_id=tree.top.pk)
    assert len(path_to(tree.partners[-1].public_id, top.pk, now())) == pages_tree.DEPTH
    assert Accrual.objects.filter(partner=top, level=pages_tree.DEPTH).count() == 100


def open_connections() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        return int(cursor.fetchone()[0])
