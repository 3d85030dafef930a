"""A shop with a partner, for tests of pages: he has a client, the client has traded once."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.apps import apps

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.events.testing import drain
from brokerdesk.core.ui.testing import Visitors
from brokerdesk.modules.clients.testing import World as People
from brokerdesk.modules.clients.testing import make_client, make_world
from brokerdesk.modules.trading.models import Account
from brokerdesk.modules.trading.services.ingest import ingest_deals
from brokerdesk.modules.trading.testing import START, make_account, make_deal, make_product
from brokerdesk.modules.trading.testing import make_server as server_of
from brokerdesk.modules.trading.tests.visitors import office_visitors
from brokerdesk.ports.trading import DealEntry

from ..models import Accrual, Partner
from ..services import add_plan, apply_as_partner, approve_partner, attribute_client

BODY = {
    "distribution": "level",
    "levels": ["6", "3", "1"],
    "rules": [{"basis": "lot", "value": "1"}],
}


@dataclass
class Shop:
    """Northwind's partner Ian with his client Alice and one accrual; Mallory is elsewhere."""

    people: People
    ian: Any
    partner: Partner
    plan_id: str
    account: Account
    accrual: Accrual
    visitors: Visitors

    def trade(self, count: int = 1, start: int = 900) -> None:
        """Close trades of one lot each."""
        deals = [
            make_deal(
                ticket=start + n, login=7001, entry=DealEntry.OUT, lots=Decimal(1),
                lots_closed=Decimal(1),
            )
            for n in range(count)
        ]  # fmt: skip
        ingest_deals(self.account.server_id, deals, watermark_s=None, at=START)
        drain()


def make_partner(client_id: str, code: str) -> Partner:
    row = apply_as_partner(client_id, actor=SYSTEM, code=code)
    approve_partner(row.public_id, actor=SYSTEM, at=START)
    return Partner.objects.get(pk=row.pk)


def open_shop() -> Shop:
    """Open it."""
    people = make_world()
    ian = make_client(people.northwind, "Ian")
    partner = make_partner(ian.public_id, "ian")
    brand: Any = partner.brand
    plan = add_plan(
        brand_pk=brand.pk, name="Lots", currency="USD", body=BODY, default=True, actor=SYSTEM
    )
    attribute_client(people.alice.public_id, "ian", actor=SYSTEM, at=START, reason="test")
    server = server_of(brand)
    alice: Any = apps.get_model("clients", "Client").objects.get(pk=people.alice.pk)
    account = make_account(alice, make_product(brand, server), 7001)
    visitors = office_visitors(people, "partner_manager")
    made = Shop(people, ian, partner, plan.plan_id, account, Accrual(), visitors)
    made.trade()
    made.accrual = Accrual.objects.get()
    return made
