"""An office that writes programmes: Northwind's, and another brand that must see none of them."""

from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps

from brokerdesk.core.access.services import ensure_role
from brokerdesk.core.actors import Actor
from brokerdesk.core.ui import url
from brokerdesk.core.ui.testing import Visitors
from brokerdesk.modules.clients.testing import World as People
from brokerdesk.modules.clients.testing import make_world
from brokerdesk.modules.trading.testing import make_product, make_server
from brokerdesk.modules.trading.tests.visitors import office_visitors
from tests.harness.worlds import Keeper

from ...catalogue_data import template
from ...models import Programme
from ...services.programmes import Named, create_programme
from ...services.templates import drafted

PETRA = Actor("staff", "stf_petra", "Petra Prop")
AT = datetime(2026, 11, 24, 9, tzinfo=UTC)


@dataclass
class Office:
    """One programme of FTMO's style on a demo product."""

    people: People
    product: Any
    programme: Programme
    visitors: Visitors

    @property
    def id(self) -> str:
        return self.programme.public_id

    def get(self, name: str, query: str = "", **where: object) -> Any:
        return self.visitors.right.get(url("backoffice", name, **where) + query)

    def post(self, name: str, body: dict[str, object], **where: object) -> Any:
        return self.visitors.right.post(url("backoffice", name, **where), body)


def _office() -> Office:
    people = make_world()
    brand = apps.get_model("brands", "Brand").objects.get(pk=people.northwind.pk)
    product = make_product(brand, make_server(brand), kind="demo")
    ensure_role("prop_writer", "Writer", {"prop.programme.manage": "all"})
    draft = drafted(
        template("ftmo-2-step"), "100000", "", fee=Decimal(540), products=[product.public_id]
    )
    named = Named(code="two-step-100k", title="Northwind Two", family="Two")
    programme = create_programme(people.northwind.pk, named, draft, actor=PETRA, at=AT)
    return Office(people, product, programme, office_visitors(people, "prop_writer"))


@pytest.fixture(scope="module")
def opened(keep: Keeper) -> Office:
    """The office as it opens."""
    return keep(_office)


@pytest.fixture
def office(db: None, opened: Office) -> Office:
    """That office, for one test."""
    return deepcopy(opened)


@pytest.fixture
def visitors(office: Office) -> Visitors:
    return office.visitors
