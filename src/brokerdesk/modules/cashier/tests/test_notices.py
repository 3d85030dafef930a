"""Mails about money: one per fact, with its reason where the client should know it."""

from decimal import Decimal

from brokerdesk.core.events.testing import drain
from brokerdesk.core.mail.models import Message
from brokerdesk.modules.cashier import services

from .conftest import FINN, Money


def subjects() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("subject", flat=True))


def test_each_fact_is_told_once(money: Money) -> None:
    money.pay()
    no, gone, paid = money.ask("10.00"), money.ask("10.00"), money.approved("20.00")
    services.reject_withdrawal(no.public_id, reason="Name <b>differs", actor=FINN, at=money.at)
    services.cancel_withdrawal(gone.public_id, actor=money.client, at=money.at)
    services.send_withdrawal(paid.public_id, at=money.at)
    money.control("payout_pay", payout=paid.public_id)
    services.follow_withdrawal(paid.public_id, at=money.at)
    drain(twice=True)
    assert sorted(subjects()) == [
        "Your deposit arrived",
        "Your withdrawal is paid",
        *["Your withdrawal is requested"] * 3,
        "Your withdrawal was not made",
    ]
    refused = Message.objects.get(subject="Your withdrawal was not made")
    assert "Name <b>differs" in refused.text
    assert "Name &lt;b&gt;differs" in refused.html
    assert {m.to for m in Message.objects.all()} == {"alice@north.example"}


def test_a_deposit_that_staff_closed_is_told_with_its_reason(money: Money) -> None:
    wire = money.add("bank_wire", code="wire")
    row = money.start("250.00", psp_id=wire.public_id)
    services.close_deposit(row.public_id, reason="no money came", actor=FINN, at=money.at)
    late = money.start("250.00")
    money.control("expire", payment=late.public_id)
    assert services.fetch_deposit(late.public_id, at=money.at).state == "expired"
    drain(twice=True)
    assert subjects() == ["Your deposit was closed"]
    assert "no money came" in Message.objects.get().text


def test_a_refund_is_told_without_the_staffs_reason(money: Money) -> None:
    paid = money.pay()
    refund = services.request_refund(
        paid.public_id, amount=Decimal(50), reason="looks odd", actor=FINN, at=money.at
    )
    services.follow_refund(refund.public_id, at=money.at)
    drain(twice=True)
    assert subjects() == ["Your deposit arrived", "Your deposit was refunded"]
    told = Message.objects.last()
    assert told is not None
    assert "50.00" in told.text
    assert "looks odd" not in told.text
