"""The comparison with the provider's statement names each difference by item and class."""

import json
from decimal import Decimal
from typing import Any

import httpx
import pytest

from brokerdesk.modules.cashier import services
from brokerdesk.modules.cashier.models import Movement
from brokerdesk.modules.cashier.types import BreakClass, Check, Difference

from .conftest import CARD, Money


def check(money: Money) -> Check:
    return services.reconcile(money.at).ledger_vs_psp


def only(money: Money) -> tuple[str, str, Decimal]:
    (found,) = check(money).differences
    return found.item.partition(":")[0], str(found.cls), found.amount


def line(money: Money, **change: Any) -> None:
    state = httpx.get(f"{money.psp_server.control_url}/control/state").json()
    money.control("line", id=state["lines"][0]["id"], **change)


def test_equal_books_are_equal(money: Money) -> None:
    money.pay()
    report = services.reconcile(money.at)
    assert report.equal
    shown = report.as_json()
    assert json.loads(json.dumps(shown))["ledger_vs_psp"] == {
        "items": 1,
        "differences": [],
        "total": "0.00",
    }


def test_differences_of_unlike_currencies_are_summed_apart() -> None:
    found = [
        Difference(f"account:{n}", cls, 0, Decimal(amount), currency, "")
        for n, (cls, amount, currency) in enumerate(
            [
                (BreakClass.AMOUNT, "11.00", "EUR"),
                (BreakClass.AMOUNT, "54.30", "USD"),
                (BreakClass.FEE, "1.70", "USD"),
                (BreakClass.IN_FLIGHT, "9.00", "USD"),
            ]
        )
    ]
    compared = Check(4, tuple(found))
    assert compared.by_currency == {"EUR": Decimal("11.00"), "USD": Decimal("56.00")}
    assert compared.total == Decimal("67.00")


def test_a_missing_line(money: Money) -> None:
    money.pay()
    line(money, op="delete")
    money.later(60)
    assert only(money) == ("payment", "missing_at_psp", Decimal("250.00"))
    assert check(money).total == Decimal("250.00")


def test_a_doubled_line(money: Money) -> None:
    money.pay()
    line(money, op="duplicate")
    assert only(money) == ("payment", "duplicate", Decimal("250.00"))


@pytest.mark.parametrize(
    ("change", "cls", "amount"),
    [({"amount": 24900}, "amount", "1.00"), ({"fee": 700}, "fee", "0.55")],
)
def test_an_altered_line(money: Money, change: dict[str, int], cls: str, amount: str) -> None:
    money.pay()
    line(money, op="alter", **change)
    assert only(money) == ("payment", cls, Decimal(amount))


def test_money_that_the_ledger_does_not_know(money: Money) -> None:
    row = money.start()
    money.control("pay", payment=row.public_id, card=CARD)
    assert only(money) == ("payment", "in_flight", Decimal("250.00"))
    assert check(money).equal
    money.later(700)
    assert only(money) == ("payment", "missing_in_ledger", Decimal("250.00"))
    assert services.unbooked(services.statement_psps()[0]) == [("deposit", row.public_id)]
    services.fetch_deposit(row.public_id, at=money.at)
    assert check(money).equal


def test_money_for_what_is_closed_here(money: Money) -> None:
    row = money.start()
    money.control("expire", payment=row.public_id)
    services.fetch_deposit(row.public_id, at=money.at)
    money.control("succeed", payment=row.public_id)
    assert only(money) == ("payment", "status", Decimal("250.00"))


def test_a_stranger_on_the_statement(money: Money) -> None:
    body = {"reference": "alien", "amount": 100, "currency": "USD", "customer": "x"}
    headers = {"Authorization": "Bearer sk_street", "Idempotency-Key": "alien"}
    httpx.post(f"{money.psp_server.url}/v1/payments", json=body, headers=headers)
    money.control("succeed", payment="alien")
    assert only(money) == ("payment", "missing_in_ledger", Decimal("1.00"))
    money.add("streetpay", code="second")
    assert only(money) == ("payment", "missing_in_ledger", Decimal("1.00"))


def test_two_methods_may_share_an_account_there(money: Money) -> None:
    second = money.add("streetpay", code="second")
    money.pay()
    money.pay("10.00", psp_id=second.public_id)
    assert check(money).equal
    assert check(money).items == 2


def test_a_silent_provider_is_named(money: Money) -> None:
    money.pay()
    money.fault("statement", "drop_answer")
    (found,) = check(money).differences
    assert found.cls == "not_asked"
    assert not check(money).differences


def test_a_posting_without_its_item_is_found(money: Money) -> None:
    money.pay()
    Movement.objects.update(amount=Decimal("249.00"))
    classes = {str(d.cls) for d in check(money).differences}
    assert classes == {"amount", "unbalanced"}
