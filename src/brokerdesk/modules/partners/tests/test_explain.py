"""A line explained: its deal, chain as of then, rule, rates, and computed anew."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client as Browser

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.events.testing import drain
from brokerdesk.core.ui import url
from brokerdesk.modules.clients.testing import portal
from brokerdesk.modules.trading.testing import START
from brokerdesk.ports.trading import DealEntry

from ..models import Accrual, PartnerStanding
from ..services import Terms, add_plan_version, set_terms
from ..services.explained_json import explained_json
from ..services.explaining import Explanation, explain_line
from ..ui.words import formula_words
from ..ui.zeros import zero_words
from .apart import shop, tree
from .conftest import Tree
from .shop import Shop
from .test_pages import api

__all__ = ["shop", "tree"]

LATER = START + timedelta(days=1)
ONE = [{"basis": "lot", "value": "5"}]


def explained(tree: Tree, level: int, **body: object) -> Explanation:
    """The line of a level of a deal of one lot under a plan."""
    change = {"rules": ONE, **body}
    add_plan_version(tree.plan_id, change, actor=SYSTEM, at=START + timedelta(seconds=1))
    deal = tree.world.deal(
        entry=DealEntry.OUT, lots=Decimal(1), lots_closed=Decimal(1), occurred_at=LATER,
        opened_at=LATER - timedelta(seconds=90), price_position=Decimal("1.1"),
    )  # fmt: skip
    tree.ingest(deal)
    drain()
    line = Accrual.objects.select_related("plan_version__plan").get(level=level, kind="commission")
    return explain_line(line, at=LATER)


def test_a_line_names_deal_chain_rule_and_that_it_is_the_same(tree: Tree) -> None:
    found = explained(tree, 2, distribution="level", levels=["6", "3", "1"])
    assert found.check.state == "same"
    assert found.rule is not None
    assert found.rule.position == 0
    assert [one.code for one in found.chain] == [p.code for p in tree.partners]
    assert (found.deal.seconds, found.instant) == (90, LATER)
    assert zero_words(found) is None


@pytest.mark.parametrize(
    ("level", "body", "because"),
    [
        (1, {"distribution": "level", "levels": ["6"], "filters": {"min_duration_s": 180}},
         "open for 90 seconds; the plan pays from 180"),
        (2, {"distribution": "level", "levels": ["6"]}, "nothing at level 2"),
        (1, {"distribution": "difference"}, "own rate, and this partner has none"),
        (1, {"distribution": "rank_slices", "slices": [{"rank": "Gold", "value": "1"}]},
         "rank (none) has no slice"),
        (3, {"distribution": "split", "keep": ["0.5", "1"]}, "share all"),
        (1, {"distribution": "level", "levels": ["6"], "filters": {"cap_per_trade": "2"}},
         "at most 2 USD for one trade"),
        (1, {"distribution": "level", "levels": ["6"],
             "rules": [{"basis": "lot", "value": "1", "symbol": "GBPUSD"}]},
         "No rule of the plan covers EURUSD"),
    ],
)  # fmt: skip
def test_a_zero_says_why_and_what_would_be_different(
    tree: Tree, level: int, body: dict[str, Any], because: str
) -> None:
    found = explained(tree, level, **body)
    told = zero_words(found)
    assert told is not None
    assert because in told.because
    assert told.otherwise
    assert found.check.state == "same"


def test_the_chain_has_the_terms_of_then(tree: Tree) -> None:
    direct = tree.partners[0]
    before = Terms(rank="Gold", rate=Decimal(4))
    set_terms(direct.public_id, before, actor=SYSTEM, at=START, reason="agreed")
    found = explained(tree, 1, distribution="difference")
    after = Terms(rate=Decimal(9))
    set_terms(direct.public_id, after, actor=SYSTEM, at=LATER + timedelta(days=1), reason="more")
    again = explain_line(found.line, at=LATER)
    assert (again.chain[0].rank, again.chain[0].rate) == ("Gold", Decimal(4))
    assert again.check.state == "same"


def test_a_partner_sees_nobody_above_him(tree: Tree) -> None:
    found = explained(tree, 2, distribution="level", levels=["6", "3", "1"])
    own, whole = explained_json(found, own=True), explained_json(found)
    top = tree.partners[2].public_id
    assert top in json.dumps(whole, default=str)
    assert top not in json.dumps(own, default=str)
    assert own["above"] == 1
    assert "profit" in whole["deal"]
    assert "profit" not in own["deal"]


def test_the_api_explains_a_line(shop: Shop) -> None:
    ours = shop.people.northwind.pk
    found = api(f"/accruals/{shop.accrual.public_id}", ours, "partners:read").json()
    assert found["recomputed"]["state"] == "same"
    assert found["chain"][0]["code"] == "ian"
    assert found["plan"]["rule"] == {"basis": "lot", "value": "1"}
    assert found["deal"]["lots"] == "1"


@pytest.mark.parametrize("name", ["partners.accrual", "partners.accrual_json"])
def test_staff_and_the_partner_open_it_and_nobody_else(shop: Shop, name: str) -> None:
    kwargs = {"accrual_id": shop.accrual.public_id}
    office, own = url("backoffice", name, **kwargs), url("portal", name, **kwargs)
    assert "ian" in shop.visitors.right.get(office).content.decode()
    assert shop.visitors.wrong_brand.get(office).status_code == 404
    assert shop.visitors.no_right.get(office).status_code == 403
    assert "1 lots × 6 USD" in portal(shop.ian).get(own).content.decode()
    assert portal(shop.people.bob).get(own).status_code == 404


def test_an_instant_is_told_in_the_sentence(shop: Shop) -> None:
    PartnerStanding.objects.filter(partner=shop.partner).update(status="suspended")
    shop.trade(start=950)
    kwargs = {"accrual_id": Accrual.objects.latest("pk").public_id}
    shown = portal(shop.ian).get(url("portal", "partners.accrual", **kwargs)).content.decode()
    assert "</time> the partner was not active" in shown
    assert "&lt;time" not in shown


def test_long_numbers_are_rounded_to_be_read() -> None:
    formula = "(0.37172500315302456789 USD spread × 0.3) × 0.12"
    assert formula_words({"formula": formula}) == "(0.371725 USD spread × 0.3) × 0.12"


def recomputed(browser: Browser, shop: Shop, **given: str) -> Any:
    body = {"brand": shop.people.northwind.pk, "since": "2026-03-01", "until": "2026-03-31"}
    return browser.post(url("backoffice", "partners.recompute"), body | given)


def test_a_period_is_computed_again_on_a_page(shop: Shop) -> None:
    answer = recomputed(shop.visitors.right, shop)
    assert "Every line is the same" in answer.content.decode()
    PartnerStanding.objects.filter(partner=shop.partner).update(status="suspended")
    assert "1 line differs" in recomputed(shop.visitors.right, shop).content.decode()
    for bad in ({"until": "2026-02-01"}, {"since": "x"}, {"brand": "999"},
                {"until": "9999-12-31"}):  # fmt: skip
        assert recomputed(shop.visitors.right, shop, **bad).status_code == 422
    assert recomputed(shop.visitors.no_right, shop).status_code == 403
