"""Money in, trades, commission, money out, and all of it reconciled."""

import re
import time
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import partial
from statistics import quantiles
from typing import Any

import httpx

from .browser import DemoError
from .life import Held, Life
from .people import staff, wait_for
from .trader import round_trip, terminal

DEPOSIT, FUND, BACK, OUT = Decimal(3000), Decimal(800), Decimal(200), Decimal(150)
LOTS, PAUSE_S = Decimal("0.10"), 0.4
ROUNDS = {"mt5": 10, "mt4": 4, "ctrader": 4}
RATES = (Decimal(6), Decimal(3), Decimal("1.50"))
CARD = {"number": "4242 4242 4242 4242", "expiry": "12 / 34", "cvc": "123", "name": "A Moreau"}
RECONCILED_S = 40.0


def _method(html: str, title: str) -> str:
    """The id of a payment method among the form's radio buttons."""
    for label in re.findall(r"<label.*?</label>", html, re.S):
        found = re.search(r'value="(psp_[a-z0-9]+)"', label)
        if found and title in label:
            return found.group(1)
    raise DemoError(f"no payment method {title} is offered")


def deposit(life: Life) -> str:
    """Pay in by card on the provider's own page."""
    page = life.portal.get("/wallet/deposit/")
    away = life.portal.send_off(
        page,
        page.form("amount", "psp_id"),
        amount=str(DEPOSIT),
        currency="USD",
        psp_id=_method(page.html, "Card"),
    )
    with httpx.Client(timeout=10, follow_redirects=False) as payer:
        paid = payer.post(away, data=CARD)
    if paid.status_code >= 400:
        raise DemoError(f"the provider answers {paid.status_code}: {paid.text[:200]}")
    wait_for("the deposit", lambda: life.wallet() == DEPOSIT)
    return f"{DEPOSIT} USD by card"


def _transfer(life: Life, held: Held, direction: str, amount: Decimal) -> None:
    page = life.portal.get("/wallet/transfer/")
    life.portal.submit(
        page,
        page.form("direction", "account_id", "amount"),
        direction=direction,
        account_id=held.account_id,
        amount=str(amount),
    )
    wait_for("the transfer", lambda: _last(life, "/transfers")["state"] == "completed")


def _last(life: Life, path: str) -> dict[str, Any]:
    items = life.api.get(path, client_id=life.client_id)["items"]
    if not items:
        raise DemoError(f"{path} shows nothing of the client")
    found: dict[str, Any] = items[0]
    return found


def fund_account(life: Life) -> str:
    """Move money from the wallet to each trading account."""
    for held in life.held:
        _transfer(life, held, "to_account", FUND)
        wait_for("the balance", partial(_has, life, held, FUND))
    logins = ", ".join(str(held.login) for held in life.held)
    return f"{FUND} USD to login {logins}, each settled by its deal"


def trade(life: Life) -> str:
    """Open and close positions on each platform; every deal is ingested."""
    for held in life.held:
        trader = terminal(life.house, held)
        for _ in range(ROUNDS[held.platform]):
            trip = round_trip(trader, "EURUSD", LOTS)
            held.deals += trip.deals
            held.closing.append(trip.closing)
            time.sleep(PAUSE_S)
        trader.close()
        wait_for(f"{held.platform} deals", partial(_all_stored, life, held))
    spans = ", ".join(
        f"{ROUNDS[h.platform]} on {h.platform}, deals {h.deals[0]}–{h.deals[-1]}" for h in life.held
    )
    return f"round trips of {LOTS} lots EURUSD: {spans}"


def _has(life: Life, held: Held, amount: Decimal) -> bool:
    return life.balance(held) >= amount


def _all_stored(life: Life, held: Held) -> bool:
    return set(held.deals) <= _stored(life, held).keys()


def _stored(life: Life, held: Held) -> dict[int, int]:
    """The stored deals of an account: ticket -> our id."""
    items = life.api.get("/deals", account_id=held.account_id, limit="200")["items"]
    return {int(item["ticket"]): int(item["id"]) for item in items}


def commission(life: Life) -> str:
    """Every partner above the client earned on each closing deal, to the cent."""
    closing = {_stored(life, held)[ticket] for held in life.held for ticket in held.closing}
    wanted = len(closing) * len(RATES)

    def look() -> list[dict[str, Any]] | None:
        items = life.api.get("/accruals", limit="500")["items"]
        mine = [item for item in items if item["deal_id"] in closing]
        return mine if len(mine) == wanted else None

    life.accruals = wait_for(f"{wanted} accruals", look)
    for item in life.accruals:
        if Decimal(item["amount"]) != LOTS * RATES[item["level"] - 1]:
            raise DemoError(f"accrual {item['id']} is {item['amount']}: {item['why']}")
    total = sum((Decimal(item["amount"]) for item in life.accruals), Decimal(0))
    return f"{total.normalize():f} USD over {len(RATES)} levels, each with its derivation"


def report(life: Life) -> str:
    """The dashboard shows today's volume and deposits."""
    office = staff(life.house, "finance")

    def look() -> str | None:
        text = office.get("/").text
        shown = re.search(r"Volume, lots ([\d.,]+)", text)
        paid_in = re.search(r"Deposits ([\d.,]+)\sUSD", text)
        if shown and paid_in and float(shown.group(1).replace(",", "")) > 0:
            return f"volume {shown.group(1)} lots, deposits {paid_in.group(1)} USD on the dashboard"
        return None

    return wait_for("the figures", look)


def withdraw(life: Life) -> str:
    """Back to the wallet, out to the card, approved by finance, paid by the provider."""
    for held in life.held:
        _transfer(life, held, "to_wallet", BACK)
    page = life.portal.get("/wallet/withdraw/")
    life.portal.submit(
        page,
        page.form("psp_id", "amount", "account"),
        psp_id=_method(page.html, "Card"),
        amount=str(OUT),
        currency="USD",
        account="4242424242424242",
        name="Alice Moreau",
    )
    found = _last(life, "/withdrawals")
    _approve(life, found["id"])
    wait_for("the payout", lambda: _last(life, "/withdrawals")["state"] == "paid")
    return f"{OUT} USD paid out"


def _approve(life: Life, withdrawal_id: str) -> None:
    """Compliance passes it where that is asked for, finance approves."""
    for role, action in (("compliance", "review"), ("finance", "approve")):
        office = staff(life.house, role)
        page = office.get(f"/money/withdrawals/{withdrawal_id}/")
        for form in page.forms:
            if form.action.rstrip("/").endswith(action):
                office.submit(page, form)
                break


def reconcile(life: Life, keep: Callable[[dict[str, str]], None]) -> str:
    """Ledger, platform and provider agree to 0.00; what is in flight is waited for."""

    def look() -> dict[str, Any] | None:
        found = life.house.reconcile()
        totals = {name: found[name]["total"] for name in CHECKS}
        keep(totals)
        return found if set(totals.values()) == {"0.00"} else None

    found = wait_for("reconciliation to 0.00", look, RECONCILED_S)
    items = sum(int(found[name]["items"]) for name in CHECKS)
    return f"{items} items compared, no difference"


CHECKS = ("trial_balance", "ledger_vs_platform", "ledger_vs_psp")


def latencies(life: Life) -> dict[str, dict[str, float]]:
    """From a deal's arrival in the gateway to its commission and to the report, from the log;
    from a tick's arrival there to the decision that it caused, from sealed reports.

    The event log names for each fact the fact that caused it.
    """
    events = life.api.events()
    arrived = {e["id"]: e for e in events if e["type"] == "deal.received"}
    found: dict[str, list[float]] = {"commission.accrued": [], "report.updated": []}
    for event in events:
        cause = arrived.get(event["causation"] or "")
        if cause is not None and event["type"] in found:
            found[event["type"]].append(_ms(cause["data"]["received_at"], event["recorded_at"]))
    return {
        "deal_to_commission": _spread(found["commission.accrued"]),
        "deal_to_report": _spread(found["report.updated"]),
        "tick_to_decision": _spread(life.decided_ms),
    }


def _ms(start: str, end: str) -> float:
    return (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds() * 1000


def _spread(samples: list[float]) -> dict[str, float]:
    if len(samples) < 2:
        raise DemoError("the event log has too little to measure")
    cuts = quantiles(samples, n=100, method="inclusive")
    return {"p50": round(cuts[49], 1), "p99": round(cuts[98], 1), "n": len(samples)}
