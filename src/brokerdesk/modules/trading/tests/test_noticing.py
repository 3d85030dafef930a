"""What is changed on the platform by others shows here, and nothing of ours is undone by it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.audit.models import AuditEntry
from brokerdesk.core.events.models import OutboxEvent
from brokerdesk.ports.outcome import Accepted
from brokerdesk.ports.trading import AccountAccess, PlatformAccount

from ..models import Account, Product
from ..services.changes import change_leverage
from ..services.operations import claim_due, record_answer
from ..services.sync import sync_accounts
from ..testing import START, World, make_platform_account

NOW = START + timedelta(hours=1)
LATER = NOW + timedelta(seconds=30)


@pytest.fixture
def there(world: World) -> PlatformAccount:
    """The account as the platform shows it, equal to ours."""
    account = world.account
    Account.objects.filter(pk=account.pk).update(group=account.product.group, leverage=100)
    shown = make_platform_account(1001, "0")
    return replace(shown, group=account.product.group, leverage=100)


def _events() -> list[str]:
    wanted = ("account.changed", "account.state_changed")
    return list(OutboxEvent.objects.filter(type__in=wanted).values_list("type", flat=True))


def test_nothing_is_told_where_all_is_equal(world: World, there: PlatformAccount) -> None:
    sync_accounts(world.server.pk, [there], NOW)
    assert _events() == []


def test_another_group_takes_the_product_that_maps_to_it(
    world: World, there: PlatformAccount
) -> None:
    former = world.account.product
    other = Product.objects.create(
        brand=world.brand, server=world.server, code="pro", title="Pro", kind=former.kind,
        group="real\\pro-USD", currency=former.currency, leverages=[30],
    )  # fmt: skip
    sync_accounts(world.server.pk, [replace(there, group=other.group, leverage=30)], NOW)
    account = Account.objects.get(pk=world.account.pk)
    assert (account.product, account.group, account.leverage) == (other, other.group, 30)
    assert _events() == ["account.changed"]
    assert AuditEntry.objects.filter(action="trading.account_changed_there").exists()


def test_a_group_without_a_product_is_shown_as_it_is(world: World, there: PlatformAccount) -> None:
    sync_accounts(world.server.pk, [replace(there, group="real\\unknown")], NOW)
    account = Account.objects.get(pk=world.account.pk)
    assert (account.group, account.product_id) == ("real\\unknown", world.account.product_id)


def test_a_login_disabled_there_is_disabled_here(world: World, there: PlatformAccount) -> None:
    sync_accounts(world.server.pk, [replace(there, access=AccountAccess.DISABLED)], NOW)
    assert Account.objects.get(pk=world.account.pk).state == "disabled"
    assert _events() == ["account.state_changed"]


def test_a_change_of_ours_is_not_undone_by_an_older_reading(
    world: World, there: PlatformAccount
) -> None:
    change_leverage(world.account.public_id, 30, actor=SYSTEM, reason="asked", at=NOW)
    sync_accounts(world.server.pk, [replace(there, leverage=200)], NOW)
    assert Account.objects.get(pk=world.account.pk).leverage == 100
    (work,) = claim_due(world.server.pk, limit=5, at=LATER)
    record_answer(work.work_id, Accepted(None), at=LATER)
    assert Account.objects.get(pk=world.account.pk).leverage == 30
    sync_accounts(world.server.pk, [there], NOW + timedelta(seconds=5))
    assert Account.objects.get(pk=world.account.pk).leverage == 30
    sync_accounts(world.server.pk, [there], LATER + timedelta(seconds=5))
    assert Account.objects.get(pk=world.account.pk).leverage == 100


def test_an_archived_account_stays_archived(world: World, there: PlatformAccount) -> None:
    Account.objects.filter(pk=world.account.pk).update(state="archived")
    sync_accounts(world.server.pk, [there], NOW)
    assert Account.objects.get(pk=world.account.pk).state == "archived"
