"""Deposits by a provider: credited once, by its word only."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from brokerdesk.kit.errors import DomainError
from brokerdesk.modules.cashier import services
from brokerdesk.modules.cashier.models import Deposit, Movement
from brokerdesk.modules.cashier.queries import history_of
from brokerdesk.modules.cashier.types import DepositRow, DepositStatus
from brokerdesk.ports.payments import DepositState, ProviderPayment

from .conftest import CARD, Money, terms

ZERO = Decimal(0)


def test_a_paid_deposit_is_credited_once(money: Money) -> None:
    row = money.start()
    assert row.state == DepositStatus.REDIRECTED
    assert row.redirect_url.startswith(money.psp_server.url)
    money.control("pay", payment=row.public_id, card=CARD)
    for _ in range(3):
        done = services.fetch_deposit(row.public_id, at=money.at)
    assert (done.state, done.received, done.psp_fee) == (
        DepositStatus.CREDITED,
        Decimal("250.00"),
        Decimal("7.55"),
    )
    assert money.held() == (Decimal("250.00"), ZERO)
    assert money.clearing() == Decimal("242.45")
    assert money.balanced()
    assert [h.after for h in history_of(row.public_id)] == ["created", "redirected", "credited"]


def test_the_clients_fee_is_taken_from_the_wallet(money: Money) -> None:
    changed = terms(deposit_fee_bps=200, deposit_fee_fixed=Decimal("1.00"))
    services.update_psp(money.psp.public_id, changed, actor=money.client)
    done = money.pay()
    assert done.fee == Decimal("6.00")
    assert money.held()[0] == Decimal("244.00")


def test_what_was_received_counts_not_what_was_asked(money: Money) -> None:
    row = money.start()
    money.control("succeed", payment=row.public_id, received=20000)
    done = services.fetch_deposit(row.public_id, at=money.at)
    assert (done.received, done.reason) == (Decimal("200.00"), "250.00 was asked for")
    assert money.held()[0] == Decimal("200.00")


@pytest.mark.parametrize("card", ["4000000000000002", "4000000000009995"])
def test_a_declined_card_credits_nothing_until_another_pays(money: Money, card: str) -> None:
    row = money.start()
    money.control("pay", payment=row.public_id, card=card)
    failed = services.fetch_deposit(row.public_id, at=money.at)
    assert failed.state == DepositStatus.FAILED
    assert failed.reason
    assert money.held()[0] == ZERO
    money.control("pay", payment=row.public_id, card=CARD)
    assert services.fetch_deposit(row.public_id, at=money.at).state == DepositStatus.CREDITED


def test_a_late_success_after_expiry_is_credited(money: Money) -> None:
    row = money.start()
    money.control("expire", payment=row.public_id)
    assert services.fetch_deposit(row.public_id, at=money.at).state == DepositStatus.EXPIRED
    money.control("succeed", payment=row.public_id)
    assert row.public_id in services.due_deposits(at=money.later(60))
    assert services.fetch_deposit(row.public_id, at=money.at).state == DepositStatus.CREDITED
    assert money.held()[0] == Decimal("250.00")


@pytest.mark.parametrize("do", ["drop_answer", "cut", "server_error"])
def test_a_lost_answer_is_looked_up_and_made_once(money: Money, do: str) -> None:
    money.fault("payments.create", do)
    row = money.start()
    assert (row.state, row.redirect_url) == (DepositStatus.CREATED, "")
    assert row.public_id in services.due_deposits(at=money.later(31))
    services.fetch_deposit(row.public_id, at=money.at)
    again = services.open_deposit(row.public_id, at=money.at)
    money.control("pay", payment=row.public_id, card=CARD)
    assert services.fetch_deposit(row.public_id, at=money.at).state == DepositStatus.CREDITED
    assert Deposit.objects.filter(provider_ref=again.provider_ref).count() <= 1


def test_a_refused_start_fails_and_says_why(money: Money) -> None:
    money.fault("payments.create", "refuse", status=422, code="risk", message="no")
    row = money.start()
    assert (row.state, row.reason) == (DepositStatus.FAILED, "risk: no")


def test_an_unreachable_provider_is_asked_again_until_the_wish_expires(money: Money) -> None:
    money.fault("payments.create", "refuse", status=429)
    row = money.start()
    assert row.state == DepositStatus.CREATED
    money.later(40)
    services.fetch_deposit(row.public_id, at=money.at)
    opened = money.deposit(row)
    assert opened.state == DepositStatus.REDIRECTED
    assert opened.redirect_url


def test_one_key_makes_one_deposit(money: Money) -> None:
    one, two = money.start(key="k"), money.start(key="k")
    assert one.public_id == two.public_id
    with pytest.raises(DomainError) as caught:
        money.start("251.00", key="k")
    assert (caught.value.code, caught.value.status) == ("idempotency_conflict", 409)
    assert Deposit.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount": Decimal(0)}, "amount_invalid"),
        ({"amount": Decimal(-5)}, "amount_invalid"),
        ({"amount": Decimal("1.005")}, "amount_invalid"),
        ({"amount": Decimal("NaN")}, "amount_invalid"),
        ({"amount": Decimal("1e40")}, "amount_invalid"),
        ({"amount": Decimal("100000.01")}, "amount_invalid"),
        ({"currency": "EUR"}, "currency_not_offered"),
        ({"currency": "XXX"}, "currency_not_offered"),
        ({"psp_id": "psp_no"}, "payment_method_not_found"),
        ({"client_id": "cli_no"}, "not_found"),
        ({"key": ""}, "idempotency_conflict"),
        ({"key": "x" * 129}, "idempotency_conflict"),
    ],
)
def test_bad_input_changes_nothing(money: Money, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(DomainError) as caught:
        money.start(**({"amount": "1"} | changes))
    assert caught.value.code == code
    assert not Deposit.objects.exists()


def test_levels_brands_and_switches_are_respected(money: Money) -> None:
    money.world.client.level = 0
    money.world.client.save()
    with pytest.raises(DomainError) as caught:
        money.start()
    assert caught.value.code == "verification_required"
    services.update_psp(money.psp.public_id, terms(deposit_enabled=False), actor=money.client)
    with pytest.raises(DomainError) as caught:
        money.start()
    assert caught.value.code == "payment_method_closed"
    assert not Deposit.objects.exists()


def test_another_brands_method_does_not_exist_for_a_client(money: Money) -> None:
    from brokerdesk.modules.trading.testing import make_brand, make_client

    other = make_client(make_brand("south"), "Mallory")
    with pytest.raises(DomainError) as caught:
        money.start(client_id=other.public_id)
    assert caught.value.code == "payment_method_not_found"


def test_chargeback_opened_and_won(money: Money) -> None:
    row = money.pay()
    money.ask("100.00")
    money.control("chargeback", payment=row.public_id)
    opened = services.fetch_deposit(row.public_id, at=money.at)
    assert opened.state == DepositStatus.CHARGEBACK_OPEN
    assert money.held() == (ZERO, Decimal("100.00"))
    assert money.clearing() == Decimal("-22.55")
    with pytest.raises(DomainError) as caught:
        money.ask("1.00")
    assert caught.value.code == "chargeback_open"
    money.control("chargeback_won", payment=row.public_id)
    for _ in range(2):
        won = services.fetch_deposit(row.public_id, at=money.at)
    assert won.state == DepositStatus.CHARGEBACK_WON
    assert money.held() == (Decimal("150.00"), Decimal("100.00"))
    assert money.balanced()


def test_a_chargeback_seen_only_when_lost(money: Money) -> None:
    row = money.start()
    money.control("pay", payment=row.public_id, card=CARD)
    money.control("chargeback", payment=row.public_id)
    money.control("chargeback_lost", payment=row.public_id)
    lost = services.fetch_deposit(row.public_id, at=money.at)
    assert lost.state == DepositStatus.CHARGEBACK_LOST
    assert money.held()[0] == ZERO
    kinds = set(Movement.objects.values_list("kind", flat=True))
    assert kinds == {"payment", "chargeback"}
    assert services.reconcile(money.at).ledger_vs_psp.equal


def said(money: Money, row: DepositRow, state: str) -> DepositRow:
    """Let the provider say a state of a payment."""
    kept = Deposit.objects.get(public_id=row.public_id)
    found = ProviderPayment(
        provider_ref=kept.provider_ref,
        our_reference=row.public_id,
        direction="deposit",
        state=DepositState(state),
        amount=kept.received,
        currency="USD",
        fee=ZERO,
        refunded=ZERO,
        reason="",
        updated_at=money.at,
    )
    return services.record_provider_state(row.public_id, found, at=money.at)


def test_a_lost_chargeback_can_still_be_won(money: Money) -> None:
    row = money.pay()
    clearing = money.clearing()
    for state in ("chargeback_open", "chargeback_lost"):
        said(money, row, state)
    assert money.held()[0] == ZERO
    for _ in range(2):
        won = said(money, row, "chargeback_won")
    assert won.state == DepositStatus.CHARGEBACK_WON
    assert (money.held()[0], money.clearing()) == (Decimal("250.00"), clearing)
    assert money.balanced()


def test_a_won_chargeback_that_is_taken_again_is_for_a_person(money: Money) -> None:
    row = money.pay()
    for state in ("chargeback_open", "chargeback_won"):
        said(money, row, state)
    for _ in range(2):
        doubted = said(money, row, "chargeback_lost")
    assert doubted.state == DepositStatus.CHARGEBACK_WON
    assert "Charge-back lost" in doubted.reason
    assert [h.note for h in history_of(row.public_id)].count(doubted.reason) == 1
    assert money.held()[0] == Decimal("250.00")


def test_polling_stops_when_a_deposit_is_old(money: Money) -> None:
    row = money.start()
    money.at += timedelta(days=8)
    services.fetch_deposit(row.public_id, at=money.at)
    assert row.public_id not in services.due_deposits(at=money.at + timedelta(days=1))
