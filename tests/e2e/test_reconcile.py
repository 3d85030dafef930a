"""What somebody changes on the platform behind our back is named, and four eyes resolve it."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from brokerdesk.surfaces.cli.demo import money, onboarding
from brokerdesk.surfaces.cli.demo.browser import Browser
from brokerdesk.surfaces.cli.demo.life import Life
from brokerdesk.surfaces.cli.demo.people import staff, wait_for
from tests.harness.house import House
from tests.harness.visitor import ControlDoor, Said, as_demo, platform, run, tables

CHECKS = ("trial_balance", "ledger_vs_platform", "ledger_vs_psp")
EXTRA = Decimal(25)
FOUND_S = 60.0
ACTIONS = {"edited": "accept", "deleted": "accept", "duplicate": "undo_on_platform"}
Differences = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def life(house: House) -> Life:
    """A client with a funded account who has traded."""
    one = Life(as_demo(house))
    for stage in (onboarding.register, onboarding.verify_email, onboarding.verify_identity):
        stage(one)
    for stage in (onboarding.open_account, money.deposit, money.fund_account, money.trade):
        stage(one)
    return one


@pytest.fixture
def door(house: House) -> Iterator[ControlDoor]:
    """The platform's control door."""
    one = platform(house)
    yield one
    one.close()


def _is_equal(said: Said) -> bool:
    found = said.json()
    nothing = all(not found[name]["differences"] for name in CHECKS)
    return nothing and {found[name]["total"] for name in CHECKS} == {"0.00"}


def _wait_equal(house: House) -> Said:
    """Wait until nothing differs, then ask for the exit status too."""
    last: list[Said] = []

    def look() -> Said | None:
        last[:] = [run(house, "reconcile", "--json")]
        return last[0] if _is_equal(last[0]) else None

    what = "reconciliation without a difference"
    return wait_for(what, look, FOUND_S, instead=lambda: last[0].out)


def _wait_differences(house: House, items: set[str]) -> tuple[Said, Differences]:
    """Wait until exactly these items differ on the platform's side."""

    def look() -> tuple[Said, Differences] | None:
        said = run(house, "reconcile", "--json")
        rows = said.json()["ledger_vs_platform"]["differences"]
        found = {row["item"]: row for row in rows}
        return (said, found) if found.keys() == items else None

    return wait_for(f"the differences {sorted(items)}", look, FOUND_S)


def _deals(life: Life) -> dict[int, dict[str, Any]]:
    items = life.api.get("/deals", account_id=life.held[0].account_id, limit="200")["items"]
    return {int(item["ticket"]): item for item in items}


def _break_the_platform(life: Life, door: ControlDoor) -> dict[str, tuple[str, Decimal]]:
    """Edit, delete and duplicate behind our back; give class and amount by item."""
    deals = _deals(life)
    edited, deleted = (deals[ticket] for ticket in (life.held[0].deals[1], life.held[0].deals[3]))
    funding = next(deal for deal in deals.values() if deal["kind"] == "balance")
    profit = Decimal(edited["profit"]) + EXTRA
    door.post("/edit_deal", deal=edited["ticket"], changes={"Profit": f"{profit:.2f}"})
    door.post("/delete_deal", deal=deleted["ticket"])
    copy = door.post("/duplicate_balance", deal=funding["ticket"])["ticket"]
    return {
        f"deal:mt5-live:{edited['ticket']}": ("edited", EXTRA),
        f"deal:mt5-live:{deleted['ticket']}": ("deleted", abs(Decimal(deleted["balance_effect"]))),
        f"deal:mt5-live:{copy}": ("duplicate", Decimal(funding["balance_effect"])),
    }


def _resolve(one: Browser, other: Browser, cls: str, item: str, difference_id: str) -> None:
    """One proposes and may not approve; the other does."""
    path = f"/trading/differences/{difference_id}/"
    page = one.get(f"{path}propose/")
    form = page.form("action", "reason")
    own_token = form.values["csrfmiddlewaretoken"]
    page = one.submit(page, form, action=ACTIONS[cls], reason=f"repair {item}")
    assert not [form for form in page.forms if form.action.endswith("/approve/")]
    seen = other.get(path)
    approve = seen.form(action="/approve/")
    refused = one.submit(seen, approve, csrfmiddlewaretoken=own_token).text
    assert "Another person than the proposer must approve" in refused
    assert "Resolved" not in refused
    assert "Resolved" in other.submit(seen, approve).text


def _public_ids(one: Browser) -> list[str]:
    page = one.get("/trading/differences/")
    return sorted(set(re.findall(r"/trading/differences/(dif_[a-z0-9]+)/", page.html)))


def test_edits_deletions_and_duplicates_are_named_and_resolved(
    house: House, life: Life, door: ControlDoor
) -> None:
    before = _wait_equal(house)
    assert before.status == 0
    assert before.json()["ledger_vs_platform"]["items"] >= 1

    expected = _break_the_platform(life, door)
    said, found = _wait_differences(house, set(expected))
    assert said.status == 1
    assert {k: (v["class"], Decimal(v["amount"])) for k, v in found.items()} == expected
    assert all(row["currency"] == "USD" and row["age_s"] >= 0 for row in found.values())
    total = sum((amount for _cls, amount in expected.values()), Decimal(0))
    assert Decimal(said.json()["ledger_vs_platform"]["total"]) == total

    finance, administrator = staff(life.house, "finance"), staff(life.house, "administrator")
    for difference_id in _public_ids(finance):
        text = finance.get(f"/trading/differences/{difference_id}/").text
        item = next(name for name in expected if name in text)
        _resolve(finance, administrator, expected[item][0], item, difference_id)

    after = _wait_equal(house)
    assert after.status == 0
    held = door.get("/account", login=life.held[0].login)["Balance"]
    wait_for("the platform's balance", lambda: life.balance(life.held[0]) == Decimal(held))


def test_the_audit_log_shows_a_tampered_row(house: House, life: Life) -> None:
    assert run(house, "audit", "verify").status == 0
    with tables(house) as link:
        entry = _sealed_entry(link)
        link.execute("ALTER TABLE core_audit_entry DISABLE TRIGGER USER")
        change = "UPDATE core_audit_entry SET actor = %s WHERE id = %s"
        link.execute(change, ["staff:nobody", entry[0]])
        said = run(house, "audit", "verify")
        assert said.status == 1
        assert "was changed" in said.err
        link.execute(change, [entry[1], entry[0]])
        link.execute("ALTER TABLE core_audit_entry ENABLE TRIGGER USER")
    assert run(house, "audit", "verify").status == 0


def _sealed_entry(link: Any) -> tuple[int, str]:
    def look() -> tuple[int, str] | None:
        sealed = "SELECT e.id, e.actor FROM core_audit_entry e JOIN core_audit_seal k"
        row: tuple[int, str] | None = link.execute(
            f"{sealed} ON k.entry_id = e.id ORDER BY e.id DESC LIMIT 1"
        ).fetchone()
        return row

    return wait_for("a sealed entry", look)
