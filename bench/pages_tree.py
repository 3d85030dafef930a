"""How fast a partner's tree and cabinet are among 20,000 partners at a depth of 20."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import psycopg

from .harness import benchmark
from .pages import ANCHOR, EACH, UNIT, Address, PagesContest, contest, reader
from .pages_world import keep_history
from .partners import make_people
from .world import World

if TYPE_CHECKING:
    from brokerdesk.modules.clients.types import ClientRow
    from brokerdesk.modules.partners.models import Partner

PARTNERS, DEPTH = 20_000, 20
CLIENTS, DEALS = 5_000, 40_000
FIRST_LOGIN = 20_000_000
PLAN = {
    "distribution": "level",
    "levels": ["6", "3", "1"],
    "rules": [{"basis": "lot", "value": "1"}],
}
LIFE = Path(__file__).with_name("pages_tree.sql")


@dataclass(frozen=True)
class Tree:
    """The client who is the partner at the top, and some partners from below him down."""

    top: "ClientRow"
    partners: "list[Partner]"


def prepare(world: World) -> Tree:
    """Make the tree with its clients, deals and lines, unless it is there."""
    from brokerdesk.modules.clients.models import Client
    from brokerdesk.modules.clients.queries import client as client_of
    from brokerdesk.modules.partners.models import Partner

    rows = Partner.objects.filter(brand__code="tree").order_by("pk")
    if not rows.exists():
        _make(world)
    top = rows[0]
    return Tree(client_of(Client.objects.get(pk=top.client_id).public_id), list(rows[1:]))


def _make(world: World) -> None:
    from django.apps import apps

    from brokerdesk.core.actors import SYSTEM
    from brokerdesk.kit.clock import now
    from brokerdesk.modules.clients.testing import make_brand, make_client
    from brokerdesk.modules.partners.services import add_plan, apply_as_partner, approve_partner
    from brokerdesk.modules.trading.models import Deal
    from brokerdesk.modules.trading.services.ingest import ingest_deals
    from brokerdesk.modules.trading.testing import START, make_deal, make_server
    from brokerdesk.ports.trading import DealEntry

    row = make_brand("tree", name="Tree Markets")
    brand: Any = apps.get_model("brands", "Brand").objects.get(pk=row.pk)
    server = make_server(brand, "tree")
    add_plan(brand_pk=row.pk, name="Tree", currency="USD", body=PLAN, default=True, actor=SYSTEM)
    top = apply_as_partner(make_client(row, "Top").public_id, actor=SYSTEM)
    approve_partner(top.public_id, actor=SYSTEM, at=START)
    with psycopg.connect(world.database_url, autocommit=True) as owner:
        keep_history(owner, "DISABLE")
        partners = _below(brand, top.pk)
        _traders(brand, server, partners)
        keep_history(owner, "ENABLE")
    deal = make_deal(ticket=1, login=FIRST_LOGIN, entry=DealEntry.OUT, at=START)
    ingest_deals(server.pk, [deal], watermark_s=None, at=now())
    given = {
        "deal": Deal.objects.get(server=server).pk,
        "first": FIRST_LOGIN,
        "clients": CLIENTS,
        "deals": DEALS * world.scale,
        "top": top.pk,
        "at": now(),
    }
    with psycopg.connect(world.database_url, autocommit=True) as owner:
        for part in LIFE.read_text().split(";")[:2]:
            psycopg.ClientCursor(owner).execute(part.encode(), given)
        owner.execute("VACUUM ANALYZE")


def _below(brand: Any, top: int) -> list[int]:
    """Make the partners below the top, nineteen floors of about as many; few have many below."""
    from brokerdesk.modules.partners.models import Partner, PartnerParent, PartnerStanding

    made = Partner.objects.bulk_create(
        Partner(brand=brand, client_id=pk, code=f"tree{n}", status="active")
        for n, pk in enumerate(make_people(brand, "node", PARTNERS - 1))
    )
    draw, always = Random(5), (None, None)
    floor = -(-len(made) // (DEPTH - 1))
    above = [top] * floor
    for start in range(floor, len(made), floor):
        higher = [partner.pk for partner in made[start - floor : start]]
        above += [higher[int(floor * draw.random() ** 3)] for _ in range(floor)]
    common: dict[str, Any] = {"valid": always, "recorded_by": "bench"}
    PartnerParent.objects.bulk_create(
        PartnerParent(partner=partner, parent_id=parent, **common)
        for partner, parent in zip(made, above, strict=False)
    )
    PartnerStanding.objects.bulk_create(
        PartnerStanding(partner=partner, status="active", **common) for partner in made
    )
    return [partner.pk for partner in made]


def _traders(brand: Any, server: Any, partners: list[int]) -> None:
    """Make clients with an account each: a fifth of them directly below the top's own."""
    from brokerdesk.modules.partners.models import ClientPartner
    from brokerdesk.modules.trading.models import Account
    from brokerdesk.modules.trading.testing import make_product

    clients, product = make_people(brand, "trader", CLIENTS), make_product(brand, server)
    ClientPartner.objects.bulk_create(
        ClientPartner(
            client_id=pk,
            partner_id=partners[n % (100 if n % 5 == 0 else len(partners))],
            valid=(None, None),
            recorded_by="bench",
        )
        for n, pk in enumerate(clients)
    )
    Account.objects.bulk_create(
        Account(
            brand=brand, entity=brand.entity, client_id=pk, product=product, server=server,
            kind="live", group="live\\standard-USD", currency="USD", leverage=100,
            login=FIRST_LOGIN + n, state="active",
        )
        for n, pk in enumerate(clients)
    )  # fmt: skip


def _places(tree: Tree, draw: Random) -> "list[Partner]":
    """The busiest partner right below the top, and partners of any depth."""
    return [tree.partners[0], *draw.sample(tree.partners, EACH)]


@benchmark("pages.partner_tree", unit=UNIT, anchor=ANCHOR)
@contextmanager
def partner_tree(world: World) -> Iterator[PagesContest]:
    """Levels of the tree in the back office, and pages of partners."""
    from brokerdesk.core.ui import url
    from brokerdesk.modules.partners.models import Partner

    tree = prepare(world)
    top = Partner.objects.get(client_id=tree.top.pk).public_id
    level = url("backoffice", "partners.tree", partner_id=top)
    chosen = [Address(level, tree.partners[0].code)]
    for one in _places(tree, Random(11)):
        page = url("backoffice", "partners.partner", partner_id=one.public_id)
        chosen += [Address(f"{level}?of={one.public_id}", "node"), Address(page, one.code)]
    with contest(world, reader(), chosen) as made:
        yield made


@benchmark("pages.partner_cabinet", unit=UNIT, anchor=ANCHOR)
@contextmanager
def partner_cabinet(world: World) -> Iterator[PagesContest]:
    """The cabinet of who stands above all: his numbers, levels of his tree, clients and lines."""
    from brokerdesk.core.ui import url
    from brokerdesk.modules.clients.testing import portal

    tree = prepare(world)
    level, lines = url("portal", "partners.own_tree"), url("portal", "partners.own_deals")
    chosen = [
        Address(url("portal", "partners.cabinet"), tree.partners[0].code),
        Address(url("portal", "partners.own_clients"), "clients"),
        Address(lines, "EURUSD"),
        Address(f"{lines}?paid=yes&symbol=EURUSD", "EURUSD"),
        Address(level, tree.partners[0].code),
    ]
    chosen += [Address(f"{level}?of={p.public_id}", "node") for p in _places(tree, Random(12))]
    with contest(world, (portal(tree.top), "tree.localhost"), chosen) as made:
        yield made
