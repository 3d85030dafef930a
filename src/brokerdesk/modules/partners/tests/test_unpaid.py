"""What decides over deals never changes what they were paid by without a word."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.events.testing import drain
from brokerdesk.kit.clock import now
from brokerdesk.modules.trading.testing import START

from ..errors import BackdatedChange, PlanInvalid
from ..models import PlanAssignment, PlanVersion, SymbolBook
from ..services import (
    Terms,
    add_plan,
    add_plan_version,
    assign_client,
    assign_plan,
    attribute_client,
    move_partner,
    recompute,
    set_status,
    set_symbols,
    set_terms,
)
from ..types import PartnerStatus
from .conftest import Tree
from .shop import BODY

DAY = timedelta(days=1)


def setters(tree: Tree, plan_id: str) -> dict[str, Callable[[datetime], Any]]:
    """Every way for staff to let something hold that decides over deals."""
    top, direct = tree.partners[-1], tree.partners[0]
    client_id, brand_pk = tree.world.client.public_id, tree.world.brand.pk
    own = direct.public_id
    said: dict[str, Any] = {"actor": SYSTEM, "reason": "test"}
    return {
        "terms": lambda at: set_terms(own, Terms(rate=Decimal(2)), at=at, **said),
        "standing": lambda at: set_status(own, PartnerStatus.SUSPENDED, at=at, **said),
        "version": lambda at: add_plan_version(tree.plan_id, BODY, actor=SYSTEM, at=at),
        "plan": lambda at: assign_plan(own, plan_id, actor=SYSTEM, at=at),
        "book": lambda at: set_symbols(brand_pk, {"pips": {"EUR*": "0.001"}}, actor=SYSTEM, at=at),
        "parent": lambda at: move_partner(own, None, at=at, **said),
        "client": lambda at: assign_client(client_id, top.code, at=at, **said),
    }


def other_plan(tree: Tree) -> str:
    body = {**BODY, "levels": ["1"]}
    return add_plan(
        brand_pk=tree.world.brand.pk, name="Other", currency="USD", body=body, default=False,
        actor=SYSTEM,
    ).plan_id  # fmt: skip


def test_nothing_is_set_before_deals_that_were_paid(tree: Tree) -> None:
    plan_id = other_plan(tree)
    tree.ingest(tree.world.closing(lots="1", at=START + 2 * DAY))
    drain()
    for days, (name, change) in enumerate(setters(tree, plan_id).items(), 3):
        with pytest.raises(BackdatedChange, match="propose a change of the past"):
            change(START + DAY)
        assert change(START + days * DAY) is not False, name
    # What a late event brings is not refused: it holds from now on.
    code, client_id = tree.partners[1].code, tree.world.client.public_id
    assert attribute_client(client_id, code, actor=SYSTEM, at=START + DAY, reason="late")
    found = recompute(tree.world.brand.pk, START, START + 9 * DAY, at=now(), workers=1)
    assert (found.deals, found.differing) == (1, [])


def test_firsts_hold_from_the_beginning_only_where_nobody_was_paid(tree: Tree) -> None:
    plan_id, brand_pk = other_plan(tree), tree.world.brand.pk
    top, direct = tree.partners[-1].public_id, tree.partners[0].public_id
    assign_plan(top, plan_id, actor=SYSTEM, at=START)
    assert PlanAssignment.objects.get().valid.lower is None
    tree.ingest(tree.world.closing(lots="1", at=START + DAY))
    drain()
    assign_plan(direct, plan_id, actor=SYSTEM, at=now())
    set_symbols(brand_pk, {"pips": {"EUR*": "0.001"}}, actor=SYSTEM, at=now())
    assert PlanAssignment.objects.get(partner__public_id=direct).valid.lower is not None
    assert SymbolBook.objects.get().valid.lower is not None
    newcomer: dict[str, Any] = {"name": "New", "currency": "USD", "body": BODY, "default": True}
    with pytest.raises(PlanInvalid) as caught:
        add_plan(brand_pk=brand_pk, actor=SYSTEM, **newcomer)
    assert caught.value.field == "default"
    assert PlanVersion.objects.filter(plan__is_default=True).get().plan.public_id == tree.plan_id
