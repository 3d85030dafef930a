"""Challenges bought, broken by the market, judged, and proved by sealed reports.

They run beside the client's own trading: a report is sealed a minute after its decision.
"""

import json
import subprocess
import sys
import tempfile
from concurrent.futures import Future, ThreadPoolExecutor
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from .browser import Browser, DemoError
from .house import House
from .life import HOST, PASSWORD, TITLES, Held, Life
from .market import Market
from .people import Api, wait_for
from .risk import marked
from .trader import terminal

PROGRAMME, PLATFORM, COUNT = "two-step-10k", "mt5", 3
SYMBOL, LOTS = "XAUUSD", Decimal("1.00")
FALL, OVER_S = Decimal("0.97"), 2.0
SOON_S, SEALED_S = 45.0, 100.0


def begin(life: Life) -> "Future[Challenges]":
    """Buy the challenges and let their fate take its course; the result has all of it."""
    pool = ThreadPoolExecutor(1, thread_name_prefix="challenges")
    found = pool.submit(Challenges(life.house, life.api.again(), life.client_id, life.email).run)
    pool.shutdown(wait=False)
    return found


def prop_decision(life: Life, running: "Future[Challenges]") -> str:
    """What became of the challenges: each breach decided, its report sealed and verified."""
    done = running.result()
    life.decided_ms = done.decided_ms
    verified = ", ".join(done.reports)
    return f"{COUNT} × {PROGRAMME} broke {'/'.join(sorted(done.rules))}; verified: {verified}"


class Challenges:
    """Some challenges of one client on one platform."""

    def __init__(self, house: House, api: Api, client_id: str, email: str) -> None:
        self._house, self._api, self._client_id, self._email = house, api, client_id, email
        self._market = Market(house, PLATFORM)
        self._seen: list[dict[str, Any]] = []
        self.reports: list[str] = []
        self.rules: set[str] = set()
        self.decided_ms: list[float] = []

    def run(self) -> "Challenges":
        """Buy, trade, break, and check the reports.

        Raises:
            DemoError: something did not come, or does not hold.
        """
        attempts = self._buy()
        started = self._events("prop.stage_started", attempts)
        accounts = [self._api.get(f"/accounts/{e['data']['account_id']}") for e in started]
        self._break(accounts)
        breached = self._events("prop.stage_breached", attempts)
        self._market.let_go(SYMBOL)
        self.rules = {event["data"]["rule"] for event in breached}
        decisions = [event["data"]["decision_id"] for event in breached]
        sealed = self._events("prop.report_sealed", decisions, named="decision_id", wait_s=SEALED_S)
        self._verify([event["data"]["report_id"] for event in sealed])
        self._market.close()
        self._api.close()
        return self

    def _buy(self) -> list[str]:
        offers = self._api.get("/prop/offers", client_id=self._client_id)
        offer = next((one for one in offers if one["code"] == PROGRAMME), None)
        if offer is None:
            raise DemoError(f"no {PROGRAMME} is offered: {[one['code'] for one in offers]}")
        product = next(one for one in offer["products"] if one["platform"] == TITLES[PLATFORM])
        wish = {
            "client_id": self._client_id,
            "programme_id": offer["id"],
            "product_id": product["id"],
            "pay_now": True,
        }
        orders = [self._api.post("/prop/orders", wish) for _ in range(COUNT)]
        return [attempt for order in orders for attempt in order["attempt_ids"]]

    def _break(self, accounts: list[dict[str, Any]]) -> None:
        """Buy on each account, then lead the market down until its floor is gone."""
        for account in accounts:
            trader = terminal(self._house, Held(PLATFORM, account["id"], account["login"]))
            trader.open(SYMBOL, LOTS)
            trader.close()
        for account in accounts:
            worth = partial(marked, self._api, account["id"])
            seen = partial(self._api.look, f"/valuation/accounts/{account['id']}")
            wait_for("the position's value", worth, SOON_S, every_s=0.5, instead=seen)
        self._market.lead(SYMBOL, FALL, OVER_S)

    def _events(
        self, kind: str, ids: list[str], *, named: str = "attempt_id", wait_s: float = SOON_S
    ) -> list[dict[str, Any]]:
        """Wait until each id has its fact in the event log."""

        def look() -> list[dict[str, Any]] | None:
            self._seen += self._api.events(self._seen[-1]["sequence"] if self._seen else 0)
            found = {e["data"][named]: e for e in self._seen if e["type"] == kind}
            return [found[one] for one in ids] if found.keys() >= set(ids) else None

        return wait_for(f"{kind} of {len(ids)} challenges", look, wait_s, every_s=0.5)

    def _verify(self, reports: list[str]) -> None:
        """Fetch the reports as the trader does, and check each without the house."""
        portal = Browser(self._house.port, HOST)
        portal.sign_in(self._email, PASSWORD)
        with tempfile.TemporaryDirectory(prefix="brokerdesk-report-") as folder:
            for report in reports:
                text = portal.get(f"/challenges/reports/{report}/report.json").html
                file = Path(folder) / f"{report}.json"
                file.write_text(text, encoding="utf-8")
                _require_whole(file)
                self.reports.append(report)
                latency = json.loads(text)["body"]["latency"]
                self.decided_ms.append(float(latency["received_to_recorded_ms"]))
        portal.close()


def _require_whole(file: Path) -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "brokerdesk.surfaces.cli", "prop", "verify", str(file)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if checked.returncode:
        raise DemoError(f"the report does not hold: {checked.stdout[-600:]}{checked.stderr[-200:]}")
