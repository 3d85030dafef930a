"""The house opens accounts for clients, such as those of programmes."""

from decimal import Decimal
from typing import Any

import pytest

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.audit.models import AuditEntry
from brokerdesk.core.ui import url
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.testing import make_staff, office
from brokerdesk.modules.compliance.errors import VerificationRequired
from brokerdesk.ports.outcome import Accepted, Rejected

from ..errors import (
    AccountNotReady,
    AmountInvalid,
    CurrencyNotOffered,
    LeverageNotOffered,
    ProductClosed,
    ProductNotFound,
)
from ..models import Account, Operation, Product
from ..queries import products_for
from ..services.accounts import open_for, request_account, retry_provisioning
from ..services.changes import siblings_of
from ..services.ingest import ingest_deals
from ..services.operations import claim_due, record_answer
from ..services.play_money import move_play_money
from ..testing import World, make_brand, make_client, make_product
from ..types import AccountRow, Switches


@pytest.fixture
def challenge(world: World) -> Product:
    """A product of which the house alone opens accounts."""
    product = make_product(world.brand, world.server, kind="demo")
    product.internal = True
    product.max_per_client = 1
    product.save()
    world.client.level = 0
    world.client.save()
    return product


def opened(world: World, product: Product, **asked: Any) -> AccountRow:
    values: dict[str, Any] = {"currency": "USD", "deposit": Decimal(100_000), **asked}
    client_id = values.pop("client_id", world.client.public_id)
    return open_for(
        client_id=client_id, product_id=product.public_id, actor=SYSTEM, at=now(), **values
    )


def test_level_and_count_are_not_asked(world: World, challenge: Product) -> None:
    opened(world, challenge)
    row = opened(world, challenge)
    account = Account.objects.get(public_id=row.public_id)
    assert (account.leverage, account.state, account.kind) == (100, "requested", "demo")
    assert row.switches == Switches(
        deposit=False, withdraw=False, transfer=False, partner_payout=False
    )
    assert AuditEntry.objects.filter(action="trading.account_opened_for").count() == 2


def test_it_is_opened_with_the_play_money_asked_for(world: World, challenge: Product) -> None:
    opened(world, challenge)
    (opening,) = claim_due(world.server.pk, limit=10, at=now())
    record_answer(opening.work_id, Accepted(7001), at=now())
    (money,) = claim_due(world.server.pk, limit=10, at=now())
    assert (money.login, money.amount) == (7001, Decimal(100_000))


def test_it_is_opened_with_it_at_the_second_try_too(world: World, challenge: Product) -> None:
    row = opened(world, challenge)
    (opening,) = claim_due(world.server.pk, limit=10, at=now())
    record_answer(opening.work_id, Rejected("13", "no group"), at=now())
    retry_provisioning(row.public_id, actor=SYSTEM, at=now())
    (opening,) = claim_due(world.server.pk, limit=10, at=now())
    record_answer(opening.work_id, Accepted(7001), at=now())
    (money,) = claim_due(world.server.pk, limit=10, at=now())
    assert money.amount == Decimal(100_000)


def test_without_a_deposit_it_is_the_product_s(world: World, challenge: Product) -> None:
    opened(world, challenge, deposit=None)
    (opening,) = claim_due(world.server.pk, limit=10, at=now())
    record_answer(opening.work_id, Accepted(7001), at=now())
    (money,) = claim_due(world.server.pk, limit=10, at=now())
    assert money.amount == Decimal(10_000)


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"currency": "EUR"}, CurrencyNotOffered),
        ({"leverage": 500}, LeverageNotOffered),
        ({"deposit": Decimal(-1)}, AmountInvalid),
        ({"deposit": Decimal("0.001")}, AmountInvalid),
    ],
)
def test_what_does_not_fit_changes_nothing(
    world: World, challenge: Product, asked: dict[str, object], error: type[Exception]
) -> None:
    before = Account.objects.count()
    with pytest.raises(error):
        opened(world, challenge, **asked)
    assert (Account.objects.count(), Operation.objects.count()) == (before, 0)


def test_real_money_is_not_given(world: World) -> None:
    with pytest.raises(AmountInvalid):
        opened(world, world.product)
    assert opened(world, world.product, deposit=None).kind == "live"


def test_another_brand_s_client(world: World, challenge: Product) -> None:
    mallory = make_client(make_brand("south"), "Mallory")
    with pytest.raises(ProductNotFound):
        opened(world, challenge, client_id=mallory.public_id)


def test_a_product_out_of_use(world: World, challenge: Product) -> None:
    Product.objects.filter(pk=challenge.pk).update(enabled=False)
    with pytest.raises(ProductClosed):
        opened(world, challenge)


def test_clients_neither_see_nor_open_it(world: World, challenge: Product) -> None:
    offered = products_for(world.brand.pk)
    assert [p.public_id for p in offered] == [world.product.public_id]
    with pytest.raises(ProductClosed):
        request_account(
            client_id=world.client.public_id, product_id=challenge.public_id, currency="USD",
            leverage=30, actor=SYSTEM, at=now(),
        )  # fmt: skip


def test_an_offered_one_still_asks_the_level(world: World, challenge: Product) -> None:
    with pytest.raises(VerificationRequired):
        request_account(
            client_id=world.client.public_id, product_id=world.product.public_id, currency="USD",
            leverage=30, actor=SYSTEM, at=now(),
        )  # fmt: skip


def test_no_account_moves_into_it_or_out_of_it(world: World) -> None:
    inner = world.product
    inner.pk, inner.code, inner.public_id, inner.group = None, "inner", "prd_inner", "live\\inner"
    inner.internal = True
    inner.save()
    world.account.refresh_from_db()
    assert not siblings_of(world.account).exists()


def test_play_money_moves_without_a_posting(world: World, challenge: Product) -> None:
    row = opened(world, challenge)
    (opening,) = claim_due(world.server.pk, limit=10, at=now())
    record_answer(opening.work_id, Accepted(7001), at=now())
    asked = move_play_money(
        row.public_id, Decimal("-1500.50"), purpose="prop_refill", actor=SYSTEM, at=now()
    )
    work = {w.work_id: w for w in claim_due(world.server.pk, limit=10, at=now())}
    comment = work[asked.public_id].comment
    record_answer(asked.public_id, Accepted(555), at=now())
    deal = world.balance("-1500.50", comment, login=7001, ticket=555)
    ingest_deals(world.server.pk, [deal], watermark_s=None, at=now())
    assert Operation.objects.get(public_id=asked.public_id).state == "settled"


@pytest.mark.parametrize(
    ("amount", "kind", "error"),
    [
        ("1", "live", AccountNotReady),
        ("0", "demo", AmountInvalid),
        ("0.001", "demo", AmountInvalid),
    ],
)
def test_play_money_refused(world: World, amount: str, kind: str, error: type[Exception]) -> None:
    Account.objects.filter(pk=world.account.pk).update(kind=kind)
    with pytest.raises(error):
        move_play_money(
            world.account.public_id, Decimal(amount), purpose="x", actor=SYSTEM, at=now()
        )
    assert not Operation.objects.exists()


def test_staff_mark_a_product_as_internal(world: World, challenge: Product) -> None:
    page = office(make_staff("Ada", "administrator")).get(url("backoffice", "trading.products"))
    assert "For programmes only" in page.content.decode()
