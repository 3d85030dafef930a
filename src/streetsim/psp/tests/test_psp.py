"""The simulated provider as its users see it."""

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from streetsim.psp import PspConfig, PspServer, PspThread
from streetsim.psp.faults import BadFault, Faults

KEY = {"Authorization": "Bearer sk_street"}
SECRETS = ("new", "old")


class Receiver:
    """Takes webhooks; answers 500 as often as asked."""

    def __init__(self) -> None:
        self.got: list[tuple[bytes, str]] = []
        self.fail = 0
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append((body, self.headers["Street-Signature"]))
                receiver.fail -= 1
                self.send_response(500 if receiver.fail >= 0 else 200)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                """Stay quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://shop.localhost:{self.server.server_port}/hook"

    def types(self) -> list[str]:
        return [json.loads(body)["type"] for body, _ in self.got]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    thread = threading.Thread(target=receiver.server.serve_forever, args=(0.02,))
    thread.start()
    yield receiver
    receiver.server.shutdown()
    receiver.server.server_close()
    thread.join()


@contextmanager
def running(**config: Any) -> Iterator[tuple[PspServer, httpx.Client]]:
    settings = {"retry_s": (0.05, 0.05, 0.05), "payout_delay_s": 0.05, "late_s": 0.1, **config}
    given = PspConfig(webhook_secrets=SECRETS, control_port=0, **settings)
    with (
        PspThread(given) as psp,
        httpx.Client(base_url=psp.url, headers=KEY, trust_env=False, verify=False) as http,
    ):
        yield psp, http


def order(receiver: Receiver | None = None, **changes: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "reference": "dep_1",
        "amount": 25000,
        "currency": "USD",
        "description": "Deposit <1>",
        "customer": "cli_1",
        "return_url": "http://shop.localhost/back",
        "webhook_url": receiver.url if receiver else "",
    }
    return body | changes


def create(http: httpx.Client, body: dict[str, Any], key: str = "k1") -> httpx.Response:
    return http.post("/v1/payments", json=body, headers={"Idempotency-Key": key})


def pay(http: httpx.Client, payment: dict[str, Any], number: str) -> httpx.Response:
    form = {"number": number, "expiry": "12/40", "cvc": "123"}
    return http.post(f"/pay/{payment['id']}", data=form)


def until(check: Callable[[], bool], limit_s: float = 5) -> None:
    end = time.monotonic() + limit_s
    while not check():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


def test_a_paid_page_tells_by_signed_webhook(receiver: Receiver) -> None:
    with running() as (_, http):
        payment = create(http, order(receiver)).json()
        page = http.get(f"/pay/{payment['id']}")
        assert "250.00 USD" in page.text
        assert "Deposit &lt;1&gt;" in page.text
        answer = pay(http, payment, "4242 4242 4242 4242")
        assert (answer.status_code, answer.headers["location"]) == (303, order()["return_url"])
        until(lambda: len(receiver.got) == 1)
        body, signature = receiver.got[0]
        stamp, *marks = (part.split("=", 1)[1] for part in signature.split(","))
        expected = [
            hmac.new(s.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
            for s in SECRETS
        ]
        assert marks == expected
        assert json.loads(body)["data"]["id"] == payment["id"]
        held = http.get("/v1/payments", params={"reference": "dep_1"}).json()["data"]
        assert [(p["status"], p["received"], p["fee"]) for p in held] == [("succeeded", 25000, 755)]


def test_one_key_does_one_thing() -> None:
    with running() as (_, http):
        first, again = create(http, order()), create(http, order())
        assert again.json() == first.json()
        assert again.headers["idempotent-replay"] == "true"
        other = create(http, order(amount=1))
        assert (other.status_code, other.json()["error"]["code"]) == (409, "idempotency_conflict")
        assert len(http.get("/v1/payments", params={"reference": "dep_1"}).json()["data"]) == 1


@pytest.mark.parametrize(
    "bad",
    [
        {"amount": -1},
        {"amount": 0},
        {"amount": 1.5},
        {"amount": "5"},
        {"amount": True},
        {"currency": "usd"},
        {"reference": ""},
        {"reference": "x" * 65},
        {"return_url": "javascript:alert(1)"},
        {"surprise": 1},
    ],
)
def test_bad_input_is_refused(bad: dict[str, Any]) -> None:
    with running() as (_, http):
        assert create(http, order(**bad)).status_code == 400
        assert create(http, order()).status_code == 201, "a refusal does not use the key up"


def test_the_key_and_the_address_are_checked() -> None:
    with running() as (_, http):
        assert http.get("/v1/account", headers={"Authorization": "Bearer no"}).status_code == 401
        assert http.get("/v1/nothing").status_code == 404
        assert http.delete("/v1/payments").status_code == 405
        assert http.post("/v1/payments", content=b"x" * 300_000).status_code == 413


@pytest.mark.parametrize(
    ("card", "status"),
    [("4000000000000002", "failed"), ("4000000000009995", "failed"), ("1234", "open")],
)
def test_refused_cards(card: str, status: str) -> None:
    with running() as (_, http):
        payment = create(http, order()).json()
        assert pay(http, payment, card).status_code in (402, 422)
        assert http.get(f"/v1/payments/{payment['id']}").json()["status"] == status


def test_challenge_then_success_and_cancel() -> None:
    with running() as (_, http):
        payment = create(http, order()).json()
        assert pay(http, payment, "4000000000003220").headers["location"].endswith(payment["id"])
        assert "Confirm" in http.get(f"/pay/{payment['id']}").text
        http.post(f"/pay/{payment['id']}/challenge", data={"answer": "approve"})
        assert http.get(f"/v1/payments/{payment['id']}").json()["status"] == "succeeded"
        other = create(http, order(), "k2").json()
        http.post(f"/pay/{other['id']}/cancel")
        assert http.get(f"/v1/payments/{other['id']}").json()["status"] == "cancelled"


def test_late_success_expiry_and_payout_states() -> None:
    with running() as (_, http):
        late = create(http, order()).json()
        pay(http, late, "4000000000000077")
        until(lambda: http.get(f"/v1/payments/{late['id']}").json()["status"] == "succeeded")
        for account, status in (("1", "paid"), ("0002", "failed"), ("0003", "returned")):
            body = {
                "reference": f"wdr_{account}",
                "amount": 500,
                "currency": "USD",
                "customer": "cli_1",
                "destination": {"account": account, "name": "Alice"},
            }
            sent = http.post("/v1/payouts", json=body, headers={"Idempotency-Key": account})
            at = f"/v1/payouts/{sent.json()['id']}"
            until(partial(_stands_at, http, at, status))


def _stands_at(http: httpx.Client, address: str, status: str) -> bool:
    return bool(http.get(address).json()["status"] == status)


def test_refunds_and_chargebacks_are_on_the_statement() -> None:
    with running() as (psp, http):
        payment = create(http, order()).json()
        pay(http, payment, "4242424242424242")
        path = f"/v1/payments/{payment['id']}/refunds"
        part = {"amount": 5000, "reference": "ref_1"}
        assert http.post(path, json=part, headers={"Idempotency-Key": "r1"}).status_code == 201
        too_much = {"amount": 20001, "reference": "ref_2"}
        answer = http.post(path, json=too_much, headers={"Idempotency-Key": "r2"})
        assert answer.json()["error"]["code"] == "refund_too_large"
        for act in ("chargeback", "chargeback_won"):
            done = httpx.post(f"{psp.control_url}/control/{act}", json={"payment": "dep_1"})
            assert done.status_code == 200
        period = {"from": "2020-01-01T00:00:00+00:00", "to": "2100-01-01T00:00:00+00:00"}
        lines = http.get("/v1/statement", params=period).json()["data"]
        assert [(x["kind"], x["amount"], x["fee"]) for x in lines] == [
            ("payment", 25000, 755),
            ("refund", -5000, 0),
            ("chargeback", -20000, 1500),
            ("chargeback_won", 20000, 0),
        ]


def test_webhooks_are_retried_doubled_lost_and_reordered(receiver: Receiver) -> None:
    receiver.fail = 1
    with running() as (psp, http):

        def fault(do: str, **options: Any) -> None:
            rule = {"when": {"command": "webhook", "nth": 1}, "do": do, "with": options}
            assert httpx.post(f"{psp.control_url}/control/fault", json=rule).status_code == 200

        payment = create(http, order(receiver)).json()
        pay(http, payment, "4242424242424242")
        until(lambda: receiver.types() == ["payment.succeeded"] * 2)
        fault("duplicate")
        httpx.post(f"{psp.control_url}/control/chargeback", json={"payment": "dep_1"})
        until(lambda: receiver.types()[2:] == ["payment.disputed"] * 2)
        fault("reorder")
        httpx.post(f"{psp.control_url}/control/chargeback_won", json={"payment": "dep_1"})
        other = create(http, order(receiver, reference="dep_2"), "k2").json()
        until(lambda: _state(psp)["deliveries"][0]["attempts"] == 0)
        pay(http, other, "4242424242424242")
        until(lambda: receiver.types()[4:] == ["payment.succeeded", "payment.dispute_won"])
        fault("loss")
        httpx.post(f"{psp.control_url}/control/chargeback", json={"payment": "dep_2"})
        until(lambda: _state(psp)["deliveries"][0]["answer"] == "lost by a fault")
        assert len(receiver.got) == 6


def _state(psp: PspServer) -> Any:
    return httpx.get(f"{psp.control_url}/control/state").json()


@pytest.mark.parametrize("do", ["drop_answer", "cut", "server_error"])
def test_a_lost_answer_was_still_performed(do: str) -> None:
    faults = ({"when": {"command": "payments.create", "nth": 1}, "do": do},)
    with running(faults=faults) as (_, http):
        with suppress(httpx.TransportError):
            assert create(http, order()).status_code == 500
        assert create(http, order()).headers["idempotent-replay"] == "true"
        assert len(http.get("/v1/payments", params={"reference": "dep_1"}).json()["data"]) == 1


def test_a_restart_continues(tmp_path: Path) -> None:
    with running(data=tmp_path) as (_, http):
        payment = create(http, order()).json()
    with running(data=tmp_path) as (_, http):
        again = create(http, order())
        assert again.headers["idempotent-replay"] == "true"
        pay(http, payment, "4242424242424242")
        assert http.get(f"/v1/payments/{payment['id']}").json()["status"] == "succeeded"


@pytest.mark.parametrize(
    "fault",
    [
        {"do": "cut"},
        {"when": {}, "do": "cut"},
        {"when": {"command": "nope"}, "do": "cut"},
        {"when": {"command": "webhook", "nth": 1}, "do": "cut"},
        {"when": {"command": "pay", "often": 1}, "do": "late_success"},
    ],
)
def test_unknown_faults_are_refused(fault: dict[str, Any]) -> None:
    with pytest.raises(BadFault):
        Faults.load((fault,))


def test_a_fault_makes_a_refused_card_succeed_late() -> None:
    rule = {"when": {"command": "pay", "nth": 1}, "do": "late_success", "with": {"seconds": 0.05}}
    with running(faults=(rule,)) as (_, http):
        payment = create(http, order()).json()
        assert pay(http, payment, "4000000000000002").status_code == 402
        until(lambda: http.get(f"/v1/payments/{payment['id']}").json()["status"] == "succeeded")
