"""`partners recompute` confirms what stands, and names what was changed behind it."""

import json
from pathlib import Path

import psycopg

from brokerdesk.core.events.testing import drain
from brokerdesk.modules.partners.tests.conftest import Tree
from brokerdesk.modules.trading.testing import World

from .operator import brokerdesk

MARCH = ("partners", "recompute", "--since", "2026-03-01", "--until", "2026-04-01")


def test_every_line_is_confirmed_or_named(fresh_db: str, tmp_path: Path) -> None:
    outside = {"DATABASE_URL": fresh_db, "DATA_DIR": str(tmp_path)}
    tree = Tree(World())
    tree.ingest(tree.world.closing(lots="1", ticket=500), tree.world.closing(lots="2"))
    drain()
    done = brokerdesk(*MARCH, "--json", **outside)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"north": {"deals": 2, "lines": 6, "differing": []}}
    with psycopg.connect(fresh_db) as link:
        link.execute(
            "UPDATE partners_accrual SET amount = 7 WHERE level = 1"
            " AND deal_id = (SELECT id FROM trading_deal WHERE ticket = 500)"
        )
    told = brokerdesk(*MARCH, "--brand", "north", **outside)
    assert told.returncode == 1
    assert "deal 500 level 1: 7.00000000 stands, 6.00000000 computed" in told.stdout


def test_wrong_usage_is_one_line(tmp_path: Path) -> None:
    for wrong in (("--since", "soon", "--until", "2026-04-01"), ("--since", "2026-03-01")):
        done = brokerdesk("partners", "recompute", *wrong, DATA_DIR=str(tmp_path))
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
