"""Corrections of a balance: of real money only, of amounts that exist, by two people."""

from decimal import Decimal

import pytest

from brokerdesk.core.access.services import KeyRequest, create_api_key, ensure_role
from brokerdesk.core.actors import Actor
from brokerdesk.core.ui import url
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.testing import actor_of, make_staff, office
from brokerdesk.modules.ledger.queries import trial_balance
from brokerdesk.modules.ledger.services import chart

from ..errors import AccountNotReady, AmountInvalid, FourEyesRequired
from ..models import Account, AccountRequest, Operation
from ..services.ingest import ingest_deals
from ..services.operations import claim_due, request_operation
from ..services.requests import approve_request, propose_correction
from ..testing import World, make_account, make_product
from ..types import OperationRequest, RequestRow, WorkState
from .test_jobs import CHIEF, DEALER

LARGE = ["1e15", "1e20", "1e26", "-1e26", "NaN", "Infinity"]


def proposed(world: World, amount: str, actor: Actor = DEALER) -> RequestRow:
    account_id = world.account.public_id
    return propose_correction(account_id, Decimal(amount), actor=actor, reason="x", at=now())


def demo_of(world: World) -> Account:
    return make_account(world.client, make_product(world.brand, world.server, kind="demo"), 2001)


def test_play_money_is_not_corrected_against_the_house(world: World) -> None:
    with pytest.raises(AccountNotReady):
        propose_correction(
            demo_of(world).public_id, Decimal(500), actor=DEALER, reason="x", at=now()
        )
    asked = proposed(world, "500")
    Account.objects.filter(pk=world.account.pk).update(kind="demo")
    with pytest.raises(AccountNotReady):
        approve_request(asked.public_id, version=asked.version, actor=CHIEF, at=now())
    assert not Operation.objects.exists()


def test_a_deal_of_play_money_moves_no_real_money(world: World) -> None:
    demo = demo_of(world)
    house = chart.house(world.server.code, "correction", "USD", demo.entity_id)
    wanted = OperationRequest(demo.public_id, Decimal(500), house, "correction")
    request_operation(wanted, actor=DEALER, at=now())
    (work,) = claim_due(world.server.pk, limit=1, at=now())
    deal = world.balance("500", work.comment, login=2001)
    ingest_deals(world.server.pk, [deal], watermark_s=1, at=now())
    assert Operation.objects.get().state == WorkState.SETTLED
    assert trial_balance() == []


def test_a_correction_is_checked_again_when_it_is_approved(world: World) -> None:
    Account.objects.filter(pk=world.account.pk).update(balance=500)
    asked = proposed(world, "-500")
    Account.objects.filter(pk=world.account.pk).update(balance=100)
    with pytest.raises(AmountInvalid):
        approve_request(asked.public_id, version=asked.version, actor=CHIEF, at=now())
    assert AccountRequest.objects.get().state == "pending"
    assert not Operation.objects.exists()


def test_who_made_an_api_key_does_not_approve_what_it_proposed(world: World) -> None:
    key, _token = create_api_key(
        KeyRequest(title="mine", scopes=("corrections:write",)), actor=DEALER, at=now()
    )
    asked = proposed(world, "5", Actor(kind="api_key", id=key.public_id, label="mine"))
    with pytest.raises(FourEyesRequired):
        approve_request(asked.public_id, version=asked.version, actor=DEALER, at=now())
    approve_request(asked.public_id, version=asked.version, actor=CHIEF, at=now())


def test_the_page_offers_the_keys_maker_no_decision(world: World, dealer: Actor) -> None:
    ensure_role("clients", "Clients", {"clients.view": "all"})
    maker, other = (make_staff(name, "dealing", "clients") for name in ("Mia", "Otto"))
    wanted = KeyRequest(title="mine", scopes=("corrections:write",))
    key, _token = create_api_key(wanted, actor=actor_of(maker), at=now())
    asked = proposed(world, "5", Actor(kind="api_key", id=key.public_id, label="mine"))
    page = url("backoffice", "trading.request", request_id=asked.public_id)
    shown = [office(row).get(page).content.decode() for row in (maker, other)]
    assert ["/approve/" in text for text in shown] == [False, True]


@pytest.mark.parametrize("amount", LARGE)
def test_an_amount_beyond_all_money_is_refused(world: World, amount: str) -> None:
    with pytest.raises(AmountInvalid):
        proposed(world, amount)
