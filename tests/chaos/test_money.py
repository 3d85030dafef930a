"""Any process may be killed at any time, money on its way or not: nothing is lost or doubled."""

import os
import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from brokerdesk.surfaces.cli.demo.browser import Browser
from brokerdesk.surfaces.cli.demo.life import PLATFORMS
from brokerdesk.surfaces.cli.demo.people import make_key, staff, wait_for
from tests.harness.house import House
from tests.harness.visitor import as_demo, platform, platform_url, provider, run, tables

from .people import Customer, Desk, Finance, Item

pytestmark = pytest.mark.chaos

ORDER = (
    "street-psp", "worker-jobs", "street-mt5", "worker-gateway", "street-mt4", "worker-consumers",
    "street-ctrader", "worker-relay", "web", "nats", "postgres",
)  # fmt: skip
ROUNDS = int(os.environ.get("CHAOS_ROUNDS", "1"))
# A customer on each platform; what its control door calls a balance, and at which scale.
BALANCES = {"mt5": ("Balance", 0), "mt4": ("balance", 0), "ctrader": ("balance", 2)}
TRAFFIC_S = 1.0
BACK_S = 60.0
SETTLED_S = 150.0
CHECKS = ("trial_balance", "ledger_vs_platform", "ledger_vs_psp")
FINAL = {
    "/deposits": {"credited"},
    "/transfers": {"completed", "rejected"},
    "/withdrawals": {"paid", "rejected", "failed", "returned", "cancelled_by_client"},
}
LIMITS = r"/money/limits/brd_[a-z0-9]+/"


@dataclass(frozen=True)
class Aftermath:
    """What is there when all was killed once and everything in flight has settled."""

    desk: Desk
    customers: list[Customer]
    deposits: list[Item]
    transfers: list[Item]
    withdrawals: list[Item]

    def of(self, rows: list[Item], customer: Customer, *states: str) -> list[Item]:
        """A customer's rows in these states."""
        mine = [row for row in rows if row["client_id"] == customer.client_id]
        return [row for row in mine if row["state"] in states]


@pytest.fixture(scope="module")
def aftermath(house: House) -> Aftermath:
    """Kill one process after the other under people at work, then the supervisor; let it settle."""
    desk, office = _prepare(house)
    customers = _customers(house, desk)
    finance = Finance(desk, office)
    names = set(house.members)
    assert names >= set(ORDER)
    with _at_work([*customers, finance]):
        for name in ORDER * ROUNDS:
            threading.Event().wait(TRAFFIC_S)
            house.wait_back(name, house.kill(name), BACK_S)
        threading.Event().wait(TRAFFIC_S)
        before = house.members
        house.kill_all()
        house.start()
        assert set(house.members) == names
        assert not any(member.alive() for member in before.values())
        threading.Event().wait(TRAFFIC_S)
    settled = _settle(desk, customers, finance)
    return Aftermath(desk, customers, *settled)


def _prepare(house: House) -> tuple[Desk, Browser]:
    """Shorten the graces after which silence is evidence; sign finance in; make a key."""
    demo = as_demo(house)
    key = make_key(demo, brand="1", rate_per_minute="100000")
    administrator = staff(demo, "administrator")
    servers = _links(administrator, "/trading/servers/", r"/trading/servers/srv_[a-z0-9]+/")
    for path in servers:
        page = administrator.get(f"{path}change/")
        administrator.submit(page, page.form("grace_s"), grace_s="5")
    methods = _links(administrator, "/money/methods/", r"/money/methods/psp_[a-z0-9]+/")
    limits = {link for path in methods for link in _links(administrator, path, LIMITS)}
    for path in sorted(limits):
        page = administrator.get(path)
        administrator.submit(page, page.form("unknown_grace_s"), unknown_grace_s="5")
    return Desk(house, key), staff(demo, "finance")


def _links(browser: Browser, path: str, pattern: str) -> list[str]:
    found = sorted(set(re.findall(pattern, browser.get(path).html)))
    assert found, f"{path} has no links {pattern}"
    return found


def _customers(house: House, desk: Desk) -> list[Customer]:
    """Open a live account for each of some verified clients, each on another platform."""
    method = next(m["id"] for m in desk.get("/payment-methods") if m["title"] == "Card")
    chosen = [row["id"] for row in desk.all("/clients") if row["level"] == 1]
    asked = {
        kind: (client_id, desk.post("/accounts", _order(desk, kind, client_id)))
        for kind, client_id in zip(BALANCES, chosen, strict=False)
    }
    found = []
    for kind, (client_id, account) in asked.items():
        assert account is not None
        login = wait_for("an active account", partial(_login, desk, account["id"]))
        control = platform_url(house, kind)
        found.append(Customer(desk, client_id, account["id"], kind, login, method, control))
    assert len(found) == len(BALANCES)
    assert all(customer.wallet() == 0 for customer in found)
    return found


def _order(desk: Desk, kind: str, client_id: str) -> Item:
    wanted = {"title": PLATFORMS[kind], "kind": "live", "currency": "USD"}
    product = next(p["id"] for p in desk.get("/products") if wanted.items() <= p.items())
    return {"client_id": client_id, "product_id": product, "currency": "USD", "leverage": 100}


def _login(desk: Desk, account_id: str) -> int | None:
    shown = desk.get(f"/accounts/{account_id}")
    return int(shown["login"]) if shown["state"] == "active" else None


@contextmanager
def _at_work(people: list[Any]) -> Iterator[None]:
    """Let all act, each in a thread; what went wrong with anybody is raised at the end."""
    stop = threading.Event()
    with ThreadPoolExecutor(len(people)) as pool:
        running: list[Future[None]] = [pool.submit(one.live, stop) for one in people]
        try:
            yield
        finally:
            stop.set()
        for one in running:
            one.result()


def _settle(desk: Desk, customers: list[Customer], finance: Finance) -> list[list[Item]]:
    """Pay and approve what is left, and wait until everything is final."""

    def look() -> list[list[Item]] | None:
        for customer in customers:
            customer.pay()
        finance.approve_all()
        found = {path: desk.all(path) for path in FINAL}
        final = all(row["state"] in FINAL[path] for path, rows in found.items() for row in rows)
        return list(found.values()) if final else None

    return wait_for("everything in flight", look, SETTLED_S)


def test_each_kind_of_work_was_done_under_fire(aftermath: Aftermath) -> None:
    for customer in aftermath.customers:
        assert len(aftermath.of(aftermath.deposits, customer, "credited")) >= 3
        done = aftermath.of(aftermath.transfers, customer, "completed")
        assert {row["direction"] for row in done} == {"to_account", "to_wallet"}
        assert aftermath.of(aftermath.withdrawals, customer, "paid")


def test_what_the_provider_took_is_credited_exactly_once(
    house: House, aftermath: Aftermath
) -> None:
    door = provider(house)
    payments = door.get("/control/state")["payments"]
    door.close()
    taken = sorted(p["reference"] for p in payments if p["status"] == "succeeded")
    assert taken == sorted(row["id"] for row in aftermath.deposits)
    for customer in aftermath.customers:
        paid_in = sum(
            (
                Decimal(row["received"]) - Decimal(row["fee"])
                for row in aftermath.of(aftermath.deposits, customer, "credited")
            ),
            Decimal(0),
        )
        paid_out = sum(
            (
                Decimal(row["amount"]) + Decimal(row["fee"])
                for row in aftermath.of(aftermath.withdrawals, customer, "paid")
            ),
            Decimal(0),
        )
        assert customer.wallet() == paid_in - paid_out - _moved(aftermath, customer)


def _moved(aftermath: Aftermath, customer: Customer) -> Decimal:
    """What completed transfers took from the wallet to the account."""
    sign = {"to_account": 1, "to_wallet": -1}
    done = aftermath.of(aftermath.transfers, customer, "completed")
    return sum((sign[row["direction"]] * Decimal(row["amount"]) for row in done), Decimal(0))


def test_each_completed_transfer_is_one_deal_on_the_platform(
    house: House, aftermath: Aftermath
) -> None:
    for customer in aftermath.customers:
        deals = aftermath.desk.all("/deals", account_id=customer.account_id)
        balance = [Decimal(d["balance_effect"]) for d in deals if d["kind"] == "balance"]
        assert len(balance) == len(aftermath.of(aftermath.transfers, customer, "completed"))
        assert sum(balance, Decimal(0)) == _moved(aftermath, customer)
        door, (name, scale) = platform(house, customer.kind), BALANCES[customer.kind]
        shown = door.get("/account", login=customer.login)[name]
        door.close()
        held = Decimal(str(shown)).scaleb(-scale)
        assert held == sum((Decimal(d["balance_effect"]) for d in deals), Decimal(0))


def test_the_books_agree_to_the_cent(house: House, aftermath: Aftermath) -> None:
    def look() -> dict[str, Any] | None:
        said = run(house, "reconcile", "--json")
        found = said.json()
        rows = [row for name in CHECKS for row in found[name]["differences"]]
        return found if said.status == 0 and not rows else None

    found = wait_for("reconciliation without a difference", look, 60)
    assert {found[name]["total"] for name in CHECKS} == {"0.00"}
    assert run(house, "audit", "verify").status == 0


def test_nothing_is_parked_failed_or_left_unsent(house: House, aftermath: Aftermath) -> None:
    left = {
        "parked": 'SELECT "group", state, error FROM core_events_parked',
        "unsent": "SELECT type FROM core_events_outbox WHERE sequence IS NULL",
        "failed": "SELECT task_name FROM procrastinate_jobs WHERE status = 'failed'",
    }
    with tables(house) as link:

        def found() -> dict[str, list[Any]]:
            return {name: link.execute(text).fetchall() for name, text in left.items()}

        until = time.monotonic() + SETTLED_S
        while any(found().values()) and time.monotonic() < until:
            time.sleep(0.2)
        assert found() == {name: [] for name in left}
