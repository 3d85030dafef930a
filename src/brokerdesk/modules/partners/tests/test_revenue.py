"""A share of net revenue: what counts, what is carried, each month settled once."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps

from brokerdesk.core.actors import Actor
from brokerdesk.modules.trading.testing import START, make_account, make_client

from ..errors import RevenueInvalid
from ..models import Accrual, Earning, RevenueSettlement, SymbolBook
from ..services import accrue_batch, attribute_client, set_status
from ..services.revenue import settling
from ..services.revenue.settling import settle_due
from ..services.revenue.terms import set_revenue
from ..types import PartnerStatus
from .conftest import Tree

FINN = Actor("staff", "stf_finn", "finn")
DAY = timedelta(days=1)
D = Decimal
ALL: dict[str, Any] = {
    "currency": "USD", "share": "0.30", "carryover": "full",
    "components": {
        "commission": "+", "markup": "+", "swaps": "+", "client_result": "-", "rebates": "-",
        "other_commissions": "-", "chargebacks": "-",
    },
}  # fmt: skip
# A month's revenue is what was charged; a loss is what clients won.
PLAIN = ALL | {"components": {"commission": "+", "client_result": "-"}}


def month(n: int) -> datetime:
    """The 15th of a month of 2026."""
    return datetime(2026, n, 15, tzinfo=START.tzinfo)


def terms(tree: Tree, body: Any = PLAIN, **changed: Any) -> None:
    set_revenue(tree.world.brand.pk, body | changed, actor=FINN, at=START.replace(day=1, hour=0))


def earns(tree: Tree, revenue: str, at: datetime, **fields: Any) -> None:
    """A trade that brings, or costs, so much."""
    amount = D(revenue)
    given = {"commission": -amount} if amount > 0 else {"profit": f"{-amount}"}
    tree.ingest(tree.world.closing(at=at, **given, **fields))


def due(tree: Tree, at: datetime) -> int:
    return settle_due(tree.world.brand.pk, at=at)


def rows(tree: Tree) -> list[tuple[Decimal, Decimal]]:
    found = RevenueSettlement.objects.filter(partner=tree.partners[0]).order_by("until")
    return [(row.paid, row.carried) for row in found]


def test_net_revenue_of_all_components(tree: Tree) -> None:
    terms(tree, ALL)
    known(tree)
    batches = tree.ingest(
        tree.world.closing(
            lots="150", profit="0", at=month(3), commission=D(-1300), swap=D(350),
        )
    )  # fmt: skip
    for batch in batches:
        accrue_batch(batch, at=month(3))
    line = Accrual.objects.get(level=1)
    Accrual.objects.create(
        deal_id=line.deal_id, partner_id=line.partner_id, level=0, kind="rebate", amount=180,
        currency="USD", why={}, batch_id=1, occurred_at=month(3), recorded_at=month(3),
    )  # fmt: skip
    charged_back(tree, D(120), month(3))
    due(tree, month(4))
    row = RevenueSettlement.objects.get(partner=tree.partners[0])
    client = str(tree.world.client.pk)
    assert {name: D(amount) for name, amount in row.clients[client].items()} == {
        "commission": 1300, "markup": 4200, "swaps": -350, "rebates": 180,
        "other_commissions": 600, "chargebacks": 120,
    }  # fmt: skip
    assert D(row.nets[client]) == 4250
    assert (row.paid, row.unknown) == (D(1275), 0)
    earning = Earning.objects.get()
    assert (earning.amount, earning.kind) == (D(1275), "revenue_share")
    assert earning.why["net_revenue"] == "4250"
    assert earning.why["components"]["other_commissions"] == "-600"
    assert earning.occurred_at < earning.period.upper == datetime(2026, 4, 1, tzinfo=START.tzinfo)


def known(tree: Tree) -> None:
    """A symbol with a markup of 28 points."""
    SymbolBook.objects.create(
        brand=tree.world.brand, body={"markups": {"*": {"EURUSD": "28"}}}, valid=(None, None),
        recorded_by="test",
    )  # fmt: skip
    apps.get_model("trading", "Symbol").objects.create(
        server=tree.world.server, name="EURUSD", base="EUR", profit_currency="USD",
        margin_currency="EUR", digits=5, contract_size=100_000, tick_size=0, tick_value=0,
        volume_min=0, volume_max=0, volume_step=0, synced_at=START,
    )  # fmt: skip


def charged_back(tree: Tree, amount: Decimal, at: datetime) -> None:
    """A deposit of the client that went back."""
    get, brand = apps.get_model, tree.world.brand
    psp = get("cashier", "Psp").objects.create(
        brand=brand, code="p", title="P", kind="wire", config={}, currencies=["USD"]
    )
    row = get("cashier", "Deposit").objects.create(
        brand=brand, entity=brand.entity, client=tree.world.client, psp=psp, key="x",
        amount=amount, currency="USD", state="chargeback_open", received=amount,
        received_currency="USD", requested_by="x", created_at=at, credited_at=at,
    )  # fmt: skip
    get("cashier", "Movement").objects.create(
        psp=psp, kind="chargeback", provider_ref="x", reference=row.public_id, amount=-amount,
        fee=0, currency="USD", ledger_key="x", posted_at=at,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("carryover", "expected"),
    [
        ("full", [(300, 0), (0, -1500), (0, -600), (60, 0)]),
        ("none", [(300, 0), (0, 0), (270, 0), (240, 0)]),
    ],
)
def test_what_is_carried(tree: Tree, carryover: str, expected: list[tuple[int, int]]) -> None:
    terms(tree, carryover=carryover)
    for n, revenue in enumerate(("1000", "-1500", "900", "800"), start=3):
        earns(tree, revenue, month(n))
        if n == 4:
            due(tree, month(5))
    assert due(tree, month(7)) > 0
    assert due(tree, month(7)) == 0
    assert rows(tree) == [(D(paid), D(carried)) for paid, carried in expected]
    assert [row.amount for row in Earning.objects.order_by("pk")] == [
        paid for paid, _carried in expected if paid
    ]


def test_months_are_the_brands_and_who_is_killed_is_followed(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    terms(tree)
    other = tree.add("Other")
    client: Any = make_client(tree.world.brand, "Nina")
    attribute_client(client.public_id, other.code, actor=FINN, at=START, reason="test")
    make_account(client, tree.world.account.product, 7100)
    border = datetime(2026, 4, 1, tzinfo=START.tzinfo)
    earns(tree, "100", border - DAY / 86_400)
    earns(tree, "7", border)
    tree.ingest(replace(tree.world.closing(at=month(3), commission=D(-50)), login=7100))
    whole, calls = settling.settle_one, iter([True])

    def killed(*given: Any, **named: Any) -> Any:
        if next(calls, None) is None:
            raise KeyboardInterrupt
        return whole(*given, **named)

    monkeypatch.setattr(settling, "settle_one", killed)
    due(tree, border + DAY / 5)
    assert RevenueSettlement.objects.count() == 0
    with pytest.raises(KeyboardInterrupt):
        due(tree, border + DAY / 4)
    assert RevenueSettlement.objects.count() == 1
    monkeypatch.undo()
    due(tree, border + DAY / 4)
    assert [row.amount for row in Earning.objects.order_by("pk")] == [30, 15]


def test_terms_cut_a_month_and_begin_with_nothing_carried(tree: Tree) -> None:
    terms(tree)
    earns(tree, "-1000", month(3))
    cut = month(4)
    set_revenue(tree.world.brand.pk, PLAIN | {"share": "0.5"}, actor=FINN, at=cut)
    earns(tree, "100", cut - DAY)
    earns(tree, "100", cut)
    due(tree, month(5))
    assert rows(tree) == [(D(0), D(-1000)), (D(0), D(-900)), (D(50), D(0))]


def test_a_missing_rate_is_waited_for_in_order(tree: Tree) -> None:
    terms(tree, currency="SEK")
    earns(tree, "100", month(3))
    due(tree, month(5))
    (row,) = RevenueSettlement.objects.filter(partner=tree.partners[0])
    assert row.waits == "USD/SEK"
    apps.get_model("partners", "ManualRate").objects.create(
        brand=tree.world.brand, pair="USD/SEK", rate=D(10), recorded_by="x"
    )
    due(tree, month(5))
    assert rows(tree) == [(D(300), D(0)), (D(0), D(0))]
    assert Earning.objects.get().why["fx"] == {"USD/SEK": "10"}


def test_who_was_not_active_when_it_ended_gets_nothing(tree: Tree) -> None:
    terms(tree)
    direct = tree.partners[0]
    earns(tree, "100", month(3))
    earns(tree, "100", month(4))
    for status, at in ((PartnerStatus.SUSPENDED, month(3)), (PartnerStatus.ACTIVE, month(4))):
        set_status(direct.public_id, status, actor=FINN, at=at + DAY, reason="look")
    due(tree, month(5))
    assert rows(tree) == [(D(0), D(0)), (D(30), D(0))]


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"share": "2"}, "share"),
        ({"carryover": "capped"}, "limit"),
        ({"limit": "5"}, "limit"),
        ({"components": {"rebates": "-"}}, "components"),
        ({"components": {"commission": "1"}}, "components.commission"),
        ({"components": {"luck": "+"}}, "components.luck"),
        ({"currency": "usd!"}, "currency"),
    ],
)
def test_wrong_terms_are_refused_by_name(tree: Tree, changed: Any, key: str) -> None:
    with pytest.raises(RevenueInvalid) as caught:
        terms(tree, **changed)
    assert caught.value.field == key
