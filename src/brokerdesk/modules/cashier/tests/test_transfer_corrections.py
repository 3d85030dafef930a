"""Transfers whose deal is edited, deleted, or comes late: the wallet follows, people decide."""

from dataclasses import replace
from decimal import Decimal

import pytest

from brokerdesk.core.actors import Actor
from brokerdesk.core.events.testing import drain
from brokerdesk.core.mail.models import Message
from brokerdesk.kit.errors import DomainError
from brokerdesk.modules.cashier import services
from brokerdesk.modules.cashier.queries import transfer
from brokerdesk.modules.cashier.types import TransferRow, TransferStatus
from brokerdesk.modules.ledger.queries import balances
from brokerdesk.modules.trading.models import Deal, Difference
from brokerdesk.modules.trading.services.adopting import platform_deal
from brokerdesk.modules.trading.services.ingest import ingest_deals
from brokerdesk.modules.trading.services.operations import (
    claim_due,
    record_answer,
    record_lookup,
)
from brokerdesk.modules.trading.services.rescan import apply_rescan
from brokerdesk.modules.trading.services.resolving import Action, approve, propose
from brokerdesk.ports.outcome import Rejected, Unknown
from brokerdesk.ports.trading import DealWindow, PlatformDeal

from .conftest import FAY, FINN, Money
from .test_transfers import gateway, in_transit, mirror, move

WINDOW = DealWindow(from_s=0, to_s=10**10)
ZERO = Decimal(0)


@pytest.fixture
def rich(money: Money) -> Money:
    money.pay("1000.00")
    return money


def suspense(money: Money) -> Decimal:
    code = f"suspense:{money.world.brand.entity_id}:USD"
    return balances([code]).get(code, ZERO)


def sides(money: Money) -> tuple[Decimal, ...]:
    """Wallet, in transit, mirror, suspense."""
    assert money.balanced()
    return (money.held()[0], in_transit(money), mirror(money), suspense(money))


def amounts(*values: str) -> tuple[Decimal, ...]:
    return tuple(map(Decimal, values))


def done(
    money: Money, amount: str = "200.00", *, out: bool = False
) -> tuple[TransferRow, PlatformDeal]:
    """A completed transfer with its deal."""
    row = move(money, amount, out=out)
    comment = gateway(money, row, Unknown("cut"))
    deal = money.world.balance(f"-{amount}" if out else amount, comment)
    ingest_deals(money.world.server.pk, [deal], watermark_s=None, at=money.at)
    drain(twice=True)
    assert transfer(row.public_id).state == TransferStatus.COMPLETED
    return row, deal


def changed(deal: PlatformDeal, amount: str) -> PlatformDeal:
    value = Decimal(amount)
    return replace(deal, profit=value, balance_effect=value, digest=amount.encode())


def shows(money: Money, *deals: PlatformDeal) -> None:
    """Let a rescan find just these deals."""
    apply_rescan(money.world.server.pk, WINDOW, list(deals), at=money.later(60))


def resolve(money: Money, action: Action = "accept") -> None:
    found = Difference.objects.get(closed_at=None)
    seen = propose(found.public_id, action, "seen", actor=FINN, at=money.at)
    approve(found.public_id, version=seen.version, actor=FAY, at=money.at)
    drain(twice=True)


def test_a_deleted_deal_puts_the_money_back_into_the_wallet(rich: Money) -> None:
    row, deal = done(rich)
    shows(rich)
    resolve(rich)
    found = transfer(row.public_id)
    assert (found.state, found.correction) == (TransferStatus.REVERSED, Decimal("200.00"))
    assert sides(rich) == amounts("1000", "0", "0", "0")
    assert services.reconcile(rich.at).equal
    shows(rich, deal)
    resolve(rich)
    found = transfer(row.public_id)
    assert (found.state, found.correction) == (TransferStatus.COMPLETED, ZERO)
    assert sides(rich) == amounts("800", "0", "200", "0")
    mails = Message.objects.filter(subject="Your transfer was corrected").order_by("pk")
    assert [("came back" in m.text, "taken" in m.text) for m in mails] == [
        (True, False),
        (False, True),
    ]


@pytest.mark.parametrize(("shown", "wallet"), [("150.00", "850"), ("260.00", "740")])
def test_an_edited_deal_moves_the_rest_between_wallet_and_platform(
    rich: Money, shown: str, wallet: str
) -> None:
    row, deal = done(rich)
    shows(rich, changed(deal, shown))
    resolve(rich)
    found = transfer(row.public_id)
    assert (found.state, found.correction) == (
        TransferStatus.COMPLETED,
        Decimal(wallet) - Decimal(800),
    )
    assert sides(rich) == amounts(wallet, "0", shown, "0")


def lacking(rich: Money) -> TransferRow:
    """A transfer to the wallet whose deal was deleted when the wallet had 20 left."""
    _, first = done(rich, "500.00")
    row, _ = done(rich, "120.00", out=True)
    rich.ask("600.00")
    assert rich.held()[0] == Decimal(20)
    shows(rich, first)
    resolve(rich)
    return transfer(row.public_id)


def test_a_deleted_deal_takes_from_the_wallet_what_it_has(rich: Money) -> None:
    found = lacking(rich)
    assert (found.state, found.correction, found.shortfall) == (
        TransferStatus.REVERSED,
        Decimal(-20),
        Decimal(100),
    )
    assert sides(rich) == amounts("0", "0", "500", "-100")
    assert services.reconcile(rich.at).equal


def test_the_client_bears_the_shortfall_once_he_has_it(rich: Money) -> None:
    row = lacking(rich)

    def settle(version: int) -> TransferRow:
        return services.settle_shortfall(
            row.public_id,
            bearer="wallet",
            reason="he agreed",
            version=version,
            actor=FINN,
            at=rich.at,
        )

    with pytest.raises(DomainError) as caught:
        settle(row.version)
    assert caught.value.code == "insufficient_funds"
    rich.pay("300.00")
    with pytest.raises(DomainError) as caught:
        settle(row.version - 1)
    assert caught.value.code == "changed_meanwhile"
    settled = settle(row.version)
    assert (settled.shortfall, settled.correction) == (ZERO, Decimal(-120))
    assert sides(rich) == amounts("200", "0", "500", "0")
    with pytest.raises(DomainError) as caught:
        settle(settled.version)
    assert caught.value.code == "wrong_state"


def test_the_house_bears_the_shortfall_when_two_people_say_so(rich: Money) -> None:
    row = lacking(rich)
    before = sides(rich)

    def settle(version: int, actor: Actor) -> TransferRow:
        return services.settle_shortfall(
            row.public_id,
            bearer="house",
            reason="our mistake",
            version=version,
            actor=actor,
            at=rich.at,
        )

    said = settle(row.version, FINN)
    assert (said.house_bears_by, said.shortfall) == (FINN.ref, row.shortfall)
    with pytest.raises(DomainError) as caught:
        settle(said.version, FINN)
    assert caught.value.code == "four_eyes_required"
    with pytest.raises(DomainError) as caught:
        settle(row.version, FAY)
    assert caught.value.code == "changed_meanwhile"
    assert sides(rich) == before
    settled = settle(said.version, FAY)
    assert (settled.house_bears_by, settled.shortfall) == ("", ZERO)
    assert sides(rich) == amounts("0", "0", "500", "0")


def test_what_comes_back_repays_the_shortfall_first(rich: Money) -> None:
    row = lacking(rich)
    shows(rich, *all_deals())
    resolve(rich)
    found = transfer(row.public_id)
    assert (found.state, found.shortfall, found.correction) == (
        TransferStatus.COMPLETED,
        ZERO,
        ZERO,
    )
    assert sides(rich) == amounts("20", "0", "380", "0")


def late(money: Money, amount: str = "200.00", *, out: bool = False) -> TransferRow:
    """A transfer that was proved absent, whose deal then came."""
    row = move(money, amount, out=out)
    comment = gateway(money, row, Unknown("cut"))
    for _ in range(2):
        record_lookup(row.operation_id, None, at=money.later(90))
    drain(twice=True)
    assert transfer(row.public_id).state == TransferStatus.REJECTED
    deal = money.world.balance(f"-{amount}" if out else amount, comment)
    ingest_deals(money.world.server.pk, [deal], watermark_s=None, at=money.at)
    drain(twice=True)
    return transfer(row.public_id)


@pytest.mark.parametrize(("out", "wallet"), [(False, "800"), (True, "1200")])
def test_a_late_deal_shows_on_its_transfer_and_can_complete_it(
    rich: Money, out: bool, wallet: str
) -> None:
    row = late(rich, out=out)
    assert row.state == TransferStatus.REVIEW
    assert rich.held()[0] == Decimal(1000)
    resolve(rich, "apply")
    found = transfer(row.public_id)
    assert (found.state, found.correction, found.shortfall) == (
        TransferStatus.COMPLETED,
        ZERO,
        ZERO,
    )
    assert sides(rich) == amounts(wallet, "0", "-200" if out else "200", "0")
    assert services.reconcile(rich.at).equal


def test_a_late_deal_completes_a_transfer_whose_money_is_spent(rich: Money) -> None:
    row = late(rich)
    rich.ask("950.00")
    resolve(rich, "apply")
    found = transfer(row.public_id)
    assert (found.state, found.shortfall, found.correction) == (
        TransferStatus.COMPLETED,
        Decimal(150),
        Decimal(150),
    )
    assert sides(rich) == amounts("0", "0", "200", "-150")


def test_a_late_deal_can_be_undone_on_the_platform(rich: Money) -> None:
    row = late(rich)
    resolve(rich, "undo_on_platform")
    assert transfer(row.public_id).state == TransferStatus.REJECTED
    [work] = claim_due(rich.world.server.pk, limit=10, at=rich.at)
    record_answer(work.work_id, Rejected("10019", "no money"), at=rich.at)
    drain(twice=True)
    assert transfer(row.public_id).state == TransferStatus.REVIEW
    resolve(rich, "undo_on_platform")
    [work] = claim_due(rich.world.server.pk, limit=10, at=rich.at)
    back = rich.world.balance("-200.00", work.comment)
    ingest_deals(rich.world.server.pk, [back], watermark_s=None, at=rich.at)
    drain(twice=True)
    assert transfer(row.public_id).state == TransferStatus.REJECTED
    assert sides(rich) == amounts("1000", "0", "0", "0")


def of_another_amount(money: Money) -> TransferRow:
    """A transfer of 200 of which the platform performed 150."""
    row = move(money)
    comment = gateway(money, row, Unknown("cut"))
    deal = money.world.balance("150.00", comment)
    record_lookup(row.operation_id, deal, at=money.at)
    ingest_deals(money.world.server.pk, [deal], watermark_s=None, at=money.at)
    drain(twice=True)
    assert transfer(row.public_id).state == TransferStatus.REVIEW
    assert sides(money) == amounts("800", "200", "150", "-150")
    return row


def test_a_deal_of_another_amount_completes_at_what_was_done(rich: Money) -> None:
    row = of_another_amount(rich)
    resolve(rich, "apply")
    found = transfer(row.public_id)
    assert (found.state, found.correction) == (TransferStatus.COMPLETED, Decimal(50))
    assert sides(rich) == amounts("850", "0", "150", "0")


def test_a_deal_of_another_amount_that_is_undone_gives_all_back(rich: Money) -> None:
    row = of_another_amount(rich)
    resolve(rich, "undo_on_platform")
    assert transfer(row.public_id).state == TransferStatus.REJECTED
    assert sides(rich) == amounts("1000", "0", "150", "-150")


def all_deals() -> list[PlatformDeal]:
    """All stored deals as the platform showed them first."""
    return [platform_deal(row) for row in Deal.objects.order_by("ticket")]
