"""The money API: keys, scopes, brands, idempotency, clear refusals."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client as Browser

from brokerdesk.core.access.services import KeyRequest, create_api_key
from brokerdesk.core.actors import SYSTEM
from brokerdesk.kit.clock import now
from brokerdesk.modules.cashier import services
from brokerdesk.modules.cashier.models import Deposit, Withdrawal
from brokerdesk.modules.trading.testing import make_brand

from .conftest import BENEFICIARY, Money


@dataclass
class Api:
    """A caller with a key."""

    token: str

    def call(self, method: str, path: str, body: Any = None, key: str = "") -> Any:
        headers = {"host": "localhost", "authorization": f"Bearer {self.token}"}
        if key:
            headers["idempotency-key"] = key
        act = getattr(Browser(headers=headers), method)
        options = {} if body is None else {"data": body, "content_type": "application/json"}
        return act(f"/api/v1{path}", **options)


def make_api(brand_pk: int, *scopes: str) -> Api:
    request = KeyRequest(title="Test", scopes=scopes, brand_id=brand_pk)
    return Api(create_api_key(request, actor=SYSTEM, at=now())[1])


@pytest.fixture
def api(money: Money) -> Api:
    return make_api(money.world.brand.pk, "cashier:read", "cashier:write")


def deposit_body(money: Money, **changes: Any) -> dict[str, Any]:
    body = {
        "client_id": money.client_id,
        "method_id": money.psp.public_id,
        "amount": "250.00",
        "currency": "USD",
    }
    return body | changes


def test_a_deposit_is_started_once_per_key(money: Money, api: Api) -> None:
    body = deposit_body(money)
    first = api.call("post", "/deposits", body, key="k1")
    again = api.call("post", "/deposits", body, key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again["Idempotent-Replay"] == "true"
    made = first.json()
    assert (made["amount"], made["state"], made["method_id"]) == (
        "250.00",
        "created",
        money.psp.public_id,
    )
    other = api.call("post", "/deposits", body | {"amount": "1.00"}, key="k1")
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_conflict")
    assert api.call("post", "/deposits", body).status_code == 400
    assert Deposit.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"amount": 250}, 422),
        ({"amount": "1e3"}, 422),
        ({"amount": "-1"}, 422),
        ({"amount": "1.001"}, 422),
        ({"amount": "9" * 50}, 422),
        ({"currency": "usd"}, 422),
        ({"currency": "EUR"}, 422),
        ({"method_id": "psp_no"}, 404),
        ({"client_id": "cli_no"}, 404),
        ({"client_id": "x" * 99}, 422),
        ({"return_url": "javascript:x"}, 422),
        ({"surprise": "x"}, 422),
    ],
)
def test_bad_input_is_named_and_changes_nothing(
    money: Money, api: Api, changes: dict[str, Any], status: int
) -> None:
    answer = api.call("post", "/deposits", deposit_body(money, **changes), key="k")
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"].startswith("application/problem+json")
    assert not Deposit.objects.exists()


def test_scopes_and_brands(money: Money, api: Api) -> None:
    row = money.pay()
    asked = money.ask()
    reader = make_api(money.world.brand.pk, "cashier:read")
    body = deposit_body(money)
    assert reader.call("post", "/deposits", body, key="k").status_code == 403
    assert Api("nothing").call("get", "/deposits").status_code == 401
    other = make_api(make_brand("south").pk, "cashier:read", "cashier:write")
    assert other.call("get", "/deposits").json()["items"] == []
    for path in (
        f"/deposits/{row.public_id}",
        f"/withdrawals/{asked.public_id}",
        f"/clients/{money.client_id}/wallets",
    ):
        assert api.call("get", path).status_code == 200
        assert other.call("get", path).status_code == 404
    assert other.call("post", "/deposits", body, key="k").status_code == 404
    cancel = f"/withdrawals/{asked.public_id}/cancel"
    assert other.call("post", cancel, {}, key="k").status_code == 404
    assert other.call("get", "/payment-methods").json() == []


def test_wallets_withdrawals_and_lists(money: Money, api: Api) -> None:
    money.pay()
    body = deposit_body(money, amount="100.00", destination=dict(BENEFICIARY))
    made = api.call("post", "/withdrawals", body, key="w1")
    assert made.status_code == 201, made.content
    assert made.json()["destination"] == "•••• 5601"
    wallets = api.call("get", f"/clients/{money.client_id}/wallets").json()
    assert {"asset": "USD", "available": "150.00", "reserved": "100.00"} in wallets
    short = api.call("post", "/withdrawals", body | {"amount": "150.01"}, key="w2")
    assert (short.status_code, short.json()["code"]) == (422, "insufficient_funds")
    listed = api.call("get", "/withdrawals?limit=1&state=requested").json()
    assert [w["id"] for w in listed["items"]] == [made.json()["id"]]
    cancel = f"/withdrawals/{made.json()['id']}/cancel"
    assert api.call("post", cancel, {}, key="c1").json()["state"] == "cancelled_by_client"
    assert Withdrawal.objects.count() == 1
    assert money.held() == (Decimal("250.00"), Decimal(0))


def test_a_transfer_by_api(money: Money, api: Api) -> None:
    money.pay()
    body = {
        "client_id": money.client_id,
        "account_id": money.world.account.public_id,
        "direction": "to_account",
        "amount": "50.00",
    }
    made = api.call("post", "/transfers", body, key="t1")
    assert (made.status_code, made.json()["state"]) == (201, "requested")
    wrong = api.call("post", "/transfers", body | {"currency": "EUR"}, key="t2")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "currency_mismatch")
    assert api.call("post", "/transfers", body | {"direction": "up"}, key="t3").status_code == 422
    assert services.reconcile(money.at).trial_balance.equal
