"""The sign of money on pages, and finding it again by what names it."""

import re

import pytest

from brokerdesk.core.events.testing import drain
from brokerdesk.core.ui import url
from brokerdesk.core.ui.panels import search_all
from brokerdesk.core.ui.testing import page_request
from brokerdesk.modules.cashier import services
from brokerdesk.modules.cashier.models import Deposit
from brokerdesk.modules.clients.testing import actor_of, make_staff, office
from brokerdesk.ports.outcome import Rejected

from .conftest import FINN, Money
from .test_transfers import gateway, move


@pytest.fixture
def rich(money: Money) -> Money:
    money.pay("1000.00")
    return money


def amounts(text: str) -> list[str]:
    """The amounts of a card's table of movements, as they are shown."""
    text = text.split("<th>Movement</th>")[1].split("</table>")[0]
    return re.findall(r'<td class="num[^>]*>([+−]?[\d,.]+)\xa0USD</td>', text)


def test_a_card_says_which_way_a_transfer_went(rich: Money) -> None:
    row = move(rich)
    card = url("backoffice", "clients.card", client_id=rich.client_id)
    finance = office(make_staff("Finn", "finance"))
    shown = finance.get(card).content.decode()
    assert f"Transfer to {row.login}" in shown
    assert set(amounts(shown)) == {"−200.00", "+1,000.00"}
    gateway(rich, row, Rejected("10019", "no money"))
    drain()
    assert set(amounts(finance.get(card).content.decode())) == {"200.00", "+1,000.00"}


def test_what_came_to_nothing_has_no_sign(rich: Money) -> None:
    wire = rich.add("bank_wire", code="wire")
    gone = rich.start("250.00", psp_id=wire.public_id)
    services.close_deposit(gone.public_id, reason="no money came", actor=FINN, at=rich.at)
    refused = rich.ask("10.00")
    services.reject_withdrawal(refused.public_id, reason="no", actor=FINN, at=rich.at)
    rich.ask("20.00")
    card = url("backoffice", "clients.card", client_id=rich.client_id)
    shown = office(make_staff("Finn", "finance")).get(card).content.decode()
    assert set(amounts(shown)) == {"+1,000.00", "250.00", "10.00", "−20.00"}


def test_money_is_found_by_its_names_in_any_case(rich: Money) -> None:
    asked, moved = rich.ask("10.00"), move(rich)
    paid = Deposit.objects.get()
    request = page_request(actor=actor_of(make_staff("Finn", "finance")))
    names = {
        paid.reference: paid.public_id,
        paid.public_id: paid.public_id,
        paid.provider_ref: paid.public_id,
        asked.public_id: asked.public_id,
        moved.public_id: moved.public_id,
        moved.operation_id: moved.public_id,
    }
    for name, public_id in names.items():
        cases = {name} if name == paid.provider_ref else {name, name.upper(), name.lower()}
        for text in cases:
            found = {spec.name: hits for spec, hits in search_all(request, text)}
            hits = found.get("cashier", [])
            assert [public_id in hit.url for hit in hits] == [True], text
    lists = {"deposits": paid.reference, "withdrawals": asked.public_id}
    finance = office(make_staff("Fay", "finance"))
    for page, name in lists.items():
        shown = finance.get(url("backoffice", f"cashier.{page}"), {"q": name.upper()})
        assert name in shown.content.decode()
