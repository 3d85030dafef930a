"""The shop over REST: scopes, brands, one effect per key, clear refusals, whole lives."""

from decimal import Decimal
from typing import Any

import pytest

from brokerdesk.core.access.services import KeyRequest, create_api_key
from brokerdesk.kit.clock import fixed, now
from brokerdesk.modules.cashier.tests.test_rest import Api
from brokerdesk.modules.trading.testing import make_brand

from ...models import Attempt, Competition, Order, Payout
from ...services.payouts.answers import profit_taken
from ...types import AttemptState
from .conftest import DANA, DAY, FINN, FUNDED, Shop
from .test_chances import end as fail
from .test_competitions import held

ALL = ("prop:read", "prop:write", "prop:decide")


def caller(shop: Shop, *scopes: str, by: Any = FINN, brand_pk: int = 0) -> Api:
    request = KeyRequest(title="T", scopes=scopes or ALL, brand_id=brand_pk or shop.world.brand.pk)
    return Api(create_api_key(request, actor=by, at=now())[1])


@pytest.fixture
def api(shop: Shop) -> Api:
    return caller(shop)


def post(api: Api, path: str, body: Any = None, key: str = "k", *, expect: int = 200) -> Any:
    answer = api.call("post", path, {} if body is None else body, key)
    assert answer.status_code == expect, answer.content
    return answer.json()


def get(api: Api, path: str, *, expect: int = 200) -> Any:
    answer = api.call("get", path)
    assert answer.status_code == expect, answer.content
    return answer.json()


def wish(shop: Shop, **more: Any) -> dict[str, Any]:
    return {
        "client_id": shop.client.public_id, "programme_id": shop.programme.public_id,
        "product_id": shop.product.public_id, **more,
    }  # fmt: skip


def test_from_the_offer_to_the_refund(shop: Shop, api: Api) -> None:
    (offer,) = get(api, f"/prop/offers?client_id={shop.client.public_id}")
    assert (offer["fee"], offer["size"]) == ("155", "100000")
    assert offer["terms"]["appeal_days"] == 7
    found = post(api, "/prop/quotes", wish(shop))
    assert [line["amount"] for line in found["lines"]] == ["155"]
    made = post(api, "/prop/orders", wish(shop), "o1", expect=201)
    assert made["state"] == "awaiting_payment"
    assert made["fingerprint"] == found["fingerprint"]
    path = f"/prop/orders/{made['id']}"
    refused = post(api, f"{path}/pay", None, "p1", expect=422)
    assert refused["code"] == "insufficient_funds"
    shop.fill("155")
    paid = post(api, f"{path}/pay", None, "p1")
    assert (paid["state"], len(paid["attempt_ids"])) == ("paid", 1)
    assert post(api, f"{path}/pay", None, "p1") == paid
    back = post(api, f"{path}/refund", {"reason": "test"}, "r1")
    assert back["state"] == "refunded"
    assert Decimal(back["refunded"]) == 155
    assert shop.money() == 155
    assert [one["id"] for one in get(api, "/prop/orders?state=refunded")["items"]] == [made["id"]]


def test_scopes_and_brands(shop: Shop) -> None:
    order = shop.order()
    reader, south = caller(shop, "prop:read"), make_brand("south")
    stranger = caller(shop, brand_pk=south.pk)
    path = f"/prop/orders/{order.public_id}"
    assert get(reader, path)["id"] == order.public_id
    post(reader, f"{path}/cancel", None, "c", expect=403)
    get(stranger, path, expect=404)
    post(stranger, f"{path}/cancel", None, "c", expect=404)
    post(stranger, "/prop/quotes", wish(shop), expect=404)
    assert get(stranger, "/prop/orders")["items"] == []
    assert get(stranger, "/prop/offers") == []
    answer = caller(shop).call("post", f"{path}/cancel", {})
    assert answer.json()["code"] == "idempotency_key_required"
    assert Order.objects.get().state == "awaiting_payment"
    post(caller(shop), f"{path}/cancel", None, "c")
    assert Order.objects.get().state == "cancelled"


def test_a_reward_with_two_keys_of_two_people(shop: Shop, api: Api) -> None:
    attempt = shop.funded(shop.sell("instant", phases=[FUNDED]))
    shop.trade(attempt, "3000")
    path = f"/prop/attempts/{attempt.public_id}"
    assert get(api, f"{path}/payout-checklist")["unmet"] == ["too_early"]
    refused = post(api, f"{path}/payouts", {"amount": "10"}, "a", expect=409)
    assert refused["code"] == "prop_payout_unmet"
    shop.later(14 * DAY)
    with fixed(shop.at):
        mine, hers = caller(shop), caller(shop, by=DANA)
        asked = post(mine, f"{path}/payouts", {"amount": "1000"}, "b", expect=201)
        shop.block_done(attempt)
        one = f"/prop/payouts/{asked['id']}"
        post(mine, f"{one}/assess", {"removed": {}}, "c")
        assert post(mine, f"{one}/approve", None, "d", expect=403)["code"] == "four_eyes_required"
        assert post(hers, f"{one}/approve", None, "d")["state"] == "approved"
    payout = Payout.objects.get()
    profit_taken(payout.public_id, payout.operation_id, at=shop.at)
    assert get(api, one)["trader"] == "800.00000000"
    assert [row["id"] for row in get(api, "/prop/payouts?state=paid")["items"]] == [asked["id"]]


def test_rejected_and_escalated(shop: Shop, api: Api) -> None:
    attempt = shop.funded(shop.sell("instant", phases=[FUNDED]))
    shop.trade(attempt, "3000")
    shop.later(14 * DAY)
    with fixed(shop.at):
        keyed = caller(shop)
        path = f"/prop/attempts/{attempt.public_id}/payouts"
        one = f"/prop/payouts/{post(keyed, path, {}, 'a', expect=201)['id']}"
        shop.block_done(attempt)
        post(keyed, f"{one}/escalate", {"reason": "odd"}, "b")
        post(keyed, f"{one}/reject", {"reason": ""}, "c", expect=422)
        assert post(keyed, f"{one}/reject", {"reason": "odd"}, "c")["reason"] == "odd"
        post(keyed, f"{one}/cancel", None, "d", expect=409)
        post(keyed, f"{one}/assess-breach", {"stops_on_all": True}, "e", expect=409)
        claims = f"/prop/attempts/{attempt.public_id}/breach-claims"
        assert post(keyed, claims, None, "f", expect=409)["code"] == "prop_payout_unmet"


def test_second_chances(shop: Shop, api: Api) -> None:
    shop.fill("1000")
    order = shop.order(shop.sell("again", reset_percent="80"), pay_now=True)
    attempt = Attempt.objects.get(order=order)
    shop.provision(attempt)
    attempt.refresh_from_db()
    fail(shop, attempt, AttemptState.FAILED)
    path = f"/prop/attempts/{attempt.public_id}/second-chances"
    assert get(api, path) == [{"kind": "reset", "percent": "80"}]
    made = post(api, path, {"kind": "reset"}, "r", expect=201)
    assert (made["state"], made["of_attempt_id"]) == ("paid", attempt.public_id)
    post(api, path, {"kind": "extension"}, "e", expect=409)
    get(api, "/prop/attempts/none/second-chances", expect=404)


def test_growth(shop: Shop, api: Api) -> None:
    assert get(api, "/prop/scale-offers")["items"] == []
    post(api, "/prop/scale-offers/none/accept", {}, "a", expect=404)
    post(api, "/prop/scale-offers/none/decline", None, "b", expect=404)
    body = {"client_id": shop.client.public_id, "attempt_ids": ["one", "two"]}
    assert post(api, "/prop/merges", body, "c", expect=409)["code"] == "prop_growth_unmet"


def test_a_competition(shop: Shop, api: Api) -> None:
    cup = held(shop)
    times = {
        name: getattr(cup, name).isoformat() for name in ("opens_at", "starts_at", "ends_at")
    }  # fmt: skip
    body = {
        "programme_id": cup.programme.public_id, "title": "Cup", "prizes": [{"money": "50"}],
    } | times  # fmt: skip
    made = post(api, "/prop/competitions", body, "a", expect=201)
    assert made["prizes"] == [{"rank": "1", "money": "50", "text": ""}]
    path = f"/prop/competitions/{made['id']}"
    post(api, f"{path}/end", None, "b", expect=409)
    post(api, f"{path}/open", None, "b")
    shop.fill("155")
    entry = {"client_id": shop.client.public_id, "product_id": shop.product.public_id}
    joined = post(api, f"{path}/join", entry, "c", expect=201)
    assert (joined["kind"], joined["state"]) == ("competition", "paid")
    assert get(api, f"{path}/leaderboard") == []
    nobody = {"attempt_id": "x", "reason": "y"}
    post(api, f"{path}/disqualify", nobody, "d", expect=404)
    post(api, f"{path}/approve-prizes", None, "e", expect=409)
    assert len(get(api, "/prop/competitions?state=open")["items"]) == 2
    assert get(api, path)["metric"] == "profit_percent"
    assert Competition.objects.count() == 2


def test_refunds_by_two(shop: Shop, api: Api) -> None:
    shop.fill("155")
    order = shop.order(pay_now=True)
    path = f"/prop/orders/{order.public_id}/refund"
    assert post(api, f"{path}/propose", {"reason": "x"}, "a")["refund_waits"]
    post(api, f"{path}/approve", None, "b", expect=403)
    assert not post(api, f"{path}/decline", {"reason": "no"}, "c")["refund_waits"]
    post(api, f"{path}/propose", {"reason": "x"}, "d")
    assert post(caller(shop, by=DANA), f"{path}/approve", None, "e")["state"] == "refunded"
