"""A login that we did not open gets an owner: its deals, its balance, once."""

from datetime import timedelta
from decimal import Decimal

import pytest

from brokerdesk.core.actors import SYSTEM
from brokerdesk.kit.errors import DomainError
from brokerdesk.modules.compliance.services import ensure_brand_defaults
from brokerdesk.modules.ledger.queries import balance, trial_balance
from brokerdesk.modules.ledger.services import chart
from brokerdesk.ports.outcome import Accepted

from ..models import Account, Deal, DealBatch, Difference, ForeignLogin
from ..queries import batch_deals, logins_of
from ..services.accounts import request_account
from ..services.binding import BindRequest, bind_login
from ..services.ingest import ingest_deals
from ..services.mirrors import check_mirrors
from ..services.operations import claim_due, record_answer
from ..services.sync import sync_accounts
from ..testing import START, World, make_brand, make_client, make_platform_account, make_product
from ..types import AccountRow

NOW = START + timedelta(hours=1)
LOGIN = 7001


def read(world: World, shown: str, seconds: int) -> None:
    """Let the gateway read the login's figures and compare."""
    at = NOW + timedelta(seconds=seconds)
    sync_accounts(world.server.pk, [make_platform_account(LOGIN, shown)], at)
    check_mirrors(world.server.pk, at=at)


def seen(world: World) -> None:
    """Two trades and a deposit of a login that nobody knows."""
    deals = [
        world.closing("30.00", login=LOGIN, commission=Decimal("-2.00")),
        world.balance("500.00", "by hand", login=LOGIN),
        world.closing("-8.00", login=LOGIN),
    ]
    ingest_deals(world.server.pk, deals, watermark_s=None, at=NOW)
    read(world, "1520.00", 0)


def bind(world: World, **changes: str) -> AccountRow:
    given = {
        "server_id": world.server.public_id,
        "client_id": world.client.public_id,
        "product_id": world.product.public_id,
        **changes,
    }
    return bind_login(BindRequest(login=LOGIN, **given), actor=SYSTEM, at=NOW)


def mirror(world: World, row: AccountRow) -> Decimal:
    return balance(chart.account_mirror(row.public_id, "USD", world.brand.entity_id).code)


def test_its_group_is_read_before_it_has_an_owner(world: World) -> None:
    seen(world)
    found = ForeignLogin.objects.get()
    assert (found.group, found.balance) == (world.product.group, Decimal(1520))
    assert LOGIN in logins_of(world.server.pk)


def test_deals_are_adopted_and_the_rest_is_the_opening_balance(world: World) -> None:
    seen(world)
    row = bind(world)
    assert mirror(world, row) == Decimal(520)
    batch = DealBatch.objects.latest("id")
    assert [deal.client_pk for deal in batch_deals(batch.pk)] == [world.client.pk] * 3
    for seconds in (10, 20, 30):
        read(world, "1520.00", seconds)
    assert mirror(world, row) == Decimal(1520)
    opening = chart.house(world.server.code, "opening", "USD", world.brand.entity_id)
    assert balance(opening.code) == Decimal(-1500)
    assert not Difference.objects.exists()
    assert not Account.objects.get(public_id=row.public_id).opening_due
    assert sum((r.balance for r in trial_balance()), Decimal(0)) == 0


def test_a_later_gap_is_a_difference_not_an_opening(world: World) -> None:
    seen(world)
    row = bind(world)
    for seconds, shown in ((10, "1520"), (20, "1520"), (30, "1520"), (40, "1600"), (60, "1600")):
        read(world, shown, seconds)
    read(world, "1600", 70)
    assert mirror(world, row) == Decimal(1520)
    assert Difference.objects.get().amount == Decimal(80)


def test_an_account_that_held_nothing_before_is_open_at_once(world: World) -> None:
    ingest_deals(world.server.pk, [world.closing("30.00", login=LOGIN)], watermark_s=None, at=NOW)
    read(world, "30.00", 0)
    row = bind(world)
    read(world, "30.00", 10)
    assert not Account.objects.get(public_id=row.public_id).opening_due
    assert mirror(world, row) == Decimal(30)


def test_deals_before_the_answer_belong_to_the_account_we_opened(world: World) -> None:
    ensure_brand_defaults(world.brand.pk)
    row = request_account(
        client_id=world.client.public_id,
        product_id=world.product.public_id,
        currency="USD",
        leverage=100,
        actor=SYSTEM,
        at=NOW,
    )
    [work] = claim_due(world.server.pk, limit=10, at=NOW)
    early = [world.closing("30.00", login=LOGIN), world.balance("5.00", "gift", login=LOGIN)]
    ingest_deals(world.server.pk, early, watermark_s=None, at=NOW)
    record_answer(work.work_id, Accepted(LOGIN), at=NOW)
    assert mirror(world, row) == Decimal(35)
    assert not Deal.objects.filter(account__isnull=True).exists()
    assert ForeignLogin.objects.get().bound_account_id == row.pk


def test_a_demo_login_never_enters_the_ledger(world: World) -> None:
    demo = make_product(world.brand, world.server, kind="demo")
    seen(world)
    ForeignLogin.objects.update(group=demo.group)
    bind(world, product_id=demo.public_id)
    assert trial_balance() == []
    assert Deal.objects.filter(account__isnull=True).count() == 0


@pytest.mark.parametrize(
    ("case", "code"),
    [
        ("unread", "login_not_read"),
        ("twice", "login_taken"),
        ("group", "group_not_offered"),
        ("brand", "product_not_found"),
        ("client", "not_found"),
        ("server", "login_not_found"),
    ],
)
def test_refusals_change_nothing(world: World, case: str, code: str) -> None:
    seen(world)
    changes: dict[str, str] = {}
    if case == "unread":
        ForeignLogin.objects.update(group="")
    elif case == "twice":
        bind(world)
    elif case == "group":
        changes["product_id"] = make_product(world.brand, world.server, currency="EUR").public_id
    elif case == "brand":
        changes["client_id"] = make_client(make_brand("other")).public_id
    elif case == "client":
        changes["client_id"] = "cli_nobody"
    else:
        changes["server_id"] = "srv_nothing"
    before = (Account.objects.count(), DealBatch.objects.count(), len(trial_balance()))
    with pytest.raises(DomainError) as refused:
        bind(world, **changes)
    assert refused.value.code == code
    assert (Account.objects.count(), DealBatch.objects.count(), len(trial_balance())) == before
