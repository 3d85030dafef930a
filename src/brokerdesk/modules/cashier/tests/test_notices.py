"""Mails about money: one per fact, with its reason where the client should know it."""

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
        "Your withdrawal was not made",
    ]
    refused = Message.objects.get(subject="Your withdrawal was not made")
    assert "Name <b>differs" in refused.text
    assert "Name &lt;b&gt;differs" in refused.html
    assert {m.to for m in Message.objects.all()} == {"alice@north.example"}
