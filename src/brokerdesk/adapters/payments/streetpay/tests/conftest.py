"""A StreetPay venue: the simulated provider and a receiver of its webhooks."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from brokerdesk.adapters.payments.streetpay.config import StreetPayConfig
from brokerdesk.adapters.payments.streetpay.gateway import StreetPay
from brokerdesk.ports.payments import PaymentProvider
from brokerdesk.ports.payments_contract import Received
from streetsim.psp import PspConfig, PspServer, PspThread

KEY, SECRET = "sk_test", "whsec_test"
CARD = "4242424242424242"
COMMANDS = {
    "start_deposit": "payments.create",
    "start_payout": "payouts.create",
    "refund": "refunds.create",
    "fetch": "payments.get",
    "webhook": "webhook",
}
FAULTS: dict[str, tuple[str, dict[str, Any]]] = {
    "lost": ("drop_answer", {}),
    "cut": ("cut", {}),
    "broken": ("server_error", {}),
    "late": ("delay", {"seconds": 1.3}),
    "refused": ("refuse", {"status": 422, "code": "risk"}),
    "twice": ("duplicate", {}),
    "swapped": ("reorder", {}),
}


class StreetPayVenue:
    """Implements `ports.payments_contract.Venue`."""

    def __init__(self, psp: PspServer) -> None:
        self._psp = psp
        self._got: list[Received] = []
        got = self._got

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                got.append(Received(body, dict(self.headers)))
                self.send_response(200)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                """Stay quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.webhook_url = f"http://127.0.0.1:{self.server.server_port}/hook"

    def _build(self, url: str, key: str = KEY, secret: str = SECRET) -> PaymentProvider:
        return StreetPay(
            StreetPayConfig(
                base_url=url,
                api_key=SecretStr(key),
                webhook_secret=SecretStr(secret),
                timeout_s=1,
            )
        )

    def provider(self) -> PaymentProvider:
        return self._build(self._psp.url)

    def unreachable(self) -> PaymentProvider:
        return self._build("http://127.0.0.1:9")

    def stranger(self) -> PaymentProvider:
        return self._build(self._psp.url, "stranger-key", "stranger-key")

    def _control(self, act: str, body: dict[str, Any]) -> None:
        answer = httpx.post(f"{self._psp.control_url}/control/{act}", json=body, verify=False)
        assert answer.status_code == 200, answer.text

    def fault(self, command: str, kind: str) -> None:
        do, options = FAULTS[kind]
        when = {"command": COMMANDS[command], "nth": 1}
        self._control("fault", {"when": when, "do": do, "with": options})

    def do(self, act: str, reference: str) -> None:
        what = "payout" if act.startswith("payout_") else "payment"
        card = {"card": CARD} if act == "pay" else {}
        self._control(act, {what: reference, **card})

    def webhooks(self, at_least: int) -> list[Received]:
        end = time.monotonic() + 5
        while len(self._got) < at_least:
            assert time.monotonic() < end, "the webhook did not come"
            time.sleep(0.01)
        return list(self._got)


@pytest.fixture
def venue() -> Iterator[StreetPayVenue]:
    config = PspConfig(
        control_port=0, api_key=KEY, webhook_secrets=(SECRET,), payout_delay_s=600, retry_s=(0.1,)
    )
    with PspThread(config) as psp:
        venue = StreetPayVenue(psp)
        thread = threading.Thread(target=venue.server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield venue
        finally:
            venue.server.shutdown()
            venue.server.server_close()
            thread.join()
