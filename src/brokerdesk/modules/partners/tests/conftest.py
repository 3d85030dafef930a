"""Three partners above the world's client: top, middle, direct."""

from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import pytest

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.ui.testing import Visitors
from brokerdesk.modules.trading.services.ingest import ingest_deals
from brokerdesk.modules.trading.testing import START, World, make_client
from brokerdesk.ports.trading import PlatformDeal
from tests.harness.worlds import Keeper

from ..models import Partner
from ..services import add_plan, apply_as_partner, approve_partner, attribute_client
from .shop import BODY, Shop, open_shop


@dataclass
class Tree:
    """A world with three partners above Alice, and a default plan of 6 / 3 / 1 per lot."""

    world: World
    plan_id: str = field(init=False)
    partners: list[Partner] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.plan_id = add_plan(
            brand_pk=self.world.brand.pk,
            name="Lots",
            currency="USD",
            body=BODY,
            default=True,
            actor=SYSTEM,
        ).plan_id
        code = ""
        for name in ("Top", "Middle", "Direct"):
            partner = self.add(name, code)
            self.partners.insert(0, partner)
            code = partner.code
        attribute_client(
            self.world.client.public_id, code, actor=SYSTEM, at=START, reason="referral link"
        )

    def add(self, name: str, code: str = "") -> Partner:
        """Make an active partner below the one of a code."""
        client: Any = make_client(self.world.brand, name)
        if code:
            attribute_client(client.public_id, code, actor=SYSTEM, at=START, reason="test")
        row = apply_as_partner(client.public_id, actor=SYSTEM)
        approve_partner(row.public_id, actor=SYSTEM, at=START)
        return Partner.objects.get(pk=row.pk)

    def ingest(self, *deals: PlatformDeal) -> list[int]:
        """Ingest deals; give the batches."""
        done = ingest_deals(self.world.server.pk, deals, watermark_s=None, at=START)
        return list(done.batch_ids)


@pytest.fixture(scope="module")
def planted(keep: Keeper) -> Tree:
    """A small tree."""
    return keep(lambda: Tree(World()))


@pytest.fixture
def tree(db: None, planted: Tree) -> Tree:
    """The small tree, for one test."""
    return deepcopy(planted)


@pytest.fixture(scope="module")
def opened(keep: Keeper) -> Shop:
    """A shop with a partner, as it opens."""
    return keep(open_shop)


@pytest.fixture
def shop(db: None, opened: Shop) -> Shop:
    """That shop, for one test."""
    return deepcopy(opened)


@pytest.fixture
def visitors(shop: Shop) -> Visitors:
    """Who knocks at its office's pages."""
    return shop.visitors
