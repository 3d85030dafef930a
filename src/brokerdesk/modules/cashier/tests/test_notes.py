"""Why money did not move is read in the reader's own language, whoever stored it."""

import pytest
from django.test import Client as Browser

from brokerdesk.core.events.testing import drain
from brokerdesk.core.identity.realm import brand_realm
from brokerdesk.core.identity.services import create_user
from brokerdesk.core.ui import url
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.modules.cashier import services
from brokerdesk.modules.cashier.models import Psp, StateChange, Transfer, Withdrawal
from brokerdesk.modules.cashier.services.payouts import _submit, record_answer
from brokerdesk.modules.cashier.types import WithdrawalRow
from brokerdesk.modules.clients.models import Client
from brokerdesk.modules.clients.queries import client
from brokerdesk.modules.clients.testing import make_staff, office, portal
from brokerdesk.ports.outcome import Rejected, Unknown
from brokerdesk.ports.payments import PaymentError

from .conftest import FINN, Money
from .test_transfers import arrive, gateway, move

CLOSED = Marked(_("closed since %(year)s"), year=2020)


@pytest.fixture
def rich(money: Money) -> Money:
    money.pay("1000.00")
    return money


def own(money: Money, name: str, **ids: str) -> str:
    """A page of the cabinet as the client sees it, who gets a sign-in for it."""
    row = money.world.client
    realm = brand_realm(row.brand_id)
    row.user = create_user(realm=realm, email=row.email, password=None, verified=True)
    row.save(update_fields=["user"])
    browser = portal(client(money.client_id))
    return browser.get(url("portal", f"cashier.{name}", **ids)).content.decode()


@pytest.fixture
def finn(money: Money) -> Browser:
    return office(make_staff("Finn", "finance"))


def ours(finn: Browser, name: str, **ids: str) -> str:
    return finn.get(url("backoffice", name, **ids)).content.decode()


def answered(money: Money, outcome: Rejected | Unknown) -> WithdrawalRow:
    row = money.approved()
    _submit(row.public_id, at=money.at)
    return record_answer(row.public_id, outcome, at=money.at, attempt=1)


@pytest.mark.usefixtures("pseudo")
def test_a_rejected_transfer(rich: Money, finn: Browser) -> None:
    row = move(rich)
    gateway(rich, row, Rejected("10019", CLOSED))
    drain()
    assert Transfer.objects.get().reason == "closed since 2020"
    assert "· ⟦closed since 2020⟧" in own(rich, "wallet")
    shown = ours(finn, "cashier.transfer", transfer_id=row.public_id)
    assert shown.count("⟦closed since 2020⟧") == 2, "the reason, and the note of the history"
    assert "⟦closed since 2020⟧" in ours(finn, "clients.card", client_id=rich.client_id)


@pytest.mark.usefixtures("pseudo")
def test_a_transfer_that_evidence_does_not_decide(rich: Money, finn: Browser) -> None:
    row = move(rich)
    comment = gateway(rich, row, Rejected("10019", CLOSED))
    drain()
    arrive(rich, "200.00", comment)
    kept = Transfer.objects.get()
    word = "⟦Rejected⟧"
    assert f"whose state is “{word}”" in ours(finn, "cashier.transfer", transfer_id=row.public_id)
    assert "whose state is “Rejected”" in kept.reason


@pytest.mark.usefixtures("pseudo")
def test_a_refused_withdrawal(rich: Money, finn: Browser) -> None:
    row = answered(rich, Rejected("account", CLOSED))
    assert Withdrawal.objects.get().reason == "account: closed since 2020"
    said = "⟦account: ⟦closed since 2020⟧⟧"
    assert ours(finn, "cashier.withdrawal", withdrawal_id=row.public_id).count(said) == 2
    assert said in own(rich, "withdrawal", withdrawal_id=row.public_id)


@pytest.mark.usefixtures("pseudo")
def test_an_unknown_payout(rich: Money, finn: Browser) -> None:
    row = answered(rich, Unknown(Marked(_("no answer in time"))))
    assert "⟦no answer in time⟧" in ours(finn, "cashier.withdrawal", withdrawal_id=row.public_id)


@pytest.mark.usefixtures("pseudo")
def test_what_staff_wrote_is_theirs(rich: Money) -> None:
    row = rich.ask()
    services.reject_withdrawal(row.public_id, reason="unclear <b>", actor=FINN, at=rich.at)
    assert StateChange.objects.order_by("-id")[0].note == "unclear <b>"
    shown = own(rich, "withdrawal", withdrawal_id=row.public_id)
    assert "unclear &lt;b&gt;" in shown
    assert "⟦unclear" not in shown


@pytest.mark.usefixtures("pseudo")
def test_a_provider_that_is_away(money: Money, finn: Browser) -> None:
    error = PaymentError(Marked(_("not reachable")))
    services.set_state(money.psp.public_id, "down", str(error), at=money.at)
    assert Psp.objects.get().state_detail == "not reachable"
    assert "⟦not reachable⟧" in ours(finn, "cashier.psp", psp_id=money.psp.public_id)


@pytest.mark.usefixtures("pseudo")
def test_a_list_and_its_export(rich: Money, finn: Browser) -> None:
    answered(rich, Rejected("account", CLOSED))
    assert "⟦account: ⟦closed since 2020⟧⟧" in ours(finn, "cashier.withdrawals")
    export = finn.get(url("backoffice", "cashier.withdrawals"), {"export": "csv"})
    assert "⟦account: ⟦closed since 2020⟧⟧" in b"".join(export).decode()


@pytest.mark.usefixtures("pseudo")
def test_the_reason_that_a_client_is_stopped_for(rich: Money, finn: Browser) -> None:
    row = rich.approved()
    Client.objects.filter(pk=rich.world.client.pk).update(status="suspended")
    services.send_withdrawal(row.public_id, at=rich.at)
    reason = Withdrawal.objects.get().reason
    assert reason.startswith("Your profile's state is “Suspended”")
    shown = ours(finn, "cashier.withdrawal", withdrawal_id=row.public_id)
    assert "profile&#x27;s state is “⟦Suspended⟧”" in shown
