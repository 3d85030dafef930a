"""Platform operations and deals through a real wire: gateway, server, database, bus."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from brokerdesk.core.events import bus
from brokerdesk.core.events.errors import BusUnavailable
from brokerdesk.kit.clock import now
from brokerdesk.modules.trading import queries
from brokerdesk.modules.trading.models import (
    Account,
    Deal,
    Difference,
    GatewayReport,
    Operation,
    Position,
)
from brokerdesk.modules.trading.services.operations import claim_due
from brokerdesk.surfaces.workers.gateway.rpc import subject
from tests.harness.street import Mt5Street

from .running import eventually, gateway
from .world import World, mirror, move, opened, operation, settled


def test_account_money_trades_and_figures(world: World, street: Mt5Street) -> None:
    with gateway():
        account = opened(world)
        first = move(account, "1000.00")
        eventually(lambda: settled(first))
        assert mirror(account) == 1000
        street.post("/trade", login=account.login, symbol="EURUSD", side="buy", lots="0.10")
        eventually(lambda: Position.objects.filter(login=account.login).exists())
        eventually(lambda: queries.account(account.public_id).margin > 0)
        street.post("/trade", login=account.login, close="all")
        eventually(lambda: Deal.objects.filter(login=account.login).count() == 3)
        eventually(lambda: not Position.objects.filter(login=account.login).exists())
        theirs = Decimal(street.account(account.login)["Balance"])
        assert mirror(account) == theirs
        eventually(lambda: queries.account(account.public_id).balance == theirs)
        server = queries.server(world.server.pk)
        assert (server.state, server.offset_s) == ("up", street.offset_s)
        assert server.watermark_s > 0
    assert not Difference.objects.exists()


def test_a_refusal_comes_back(world: World, street: Mt5Street) -> None:
    with gateway():
        account = opened(world)
        refused = move(account, "-5.00")
        eventually(lambda: operation(refused).state == "rejected")
        assert operation(refused).reason_code == "10019"
    assert mirror(account) == 0


@pytest.mark.parametrize("fault", ["drop_answer", "cut"])
def test_a_lost_answer_is_looked_up_and_counts_once(
    world: World, street: Mt5Street, fault: str
) -> None:
    with gateway():
        account = opened(world)
        street.fault("TRADE_BALANCE", fault)
        moved = move(account, "70.00")
        eventually(lambda: settled(moved))
        assert mirror(account) == Decimal(street.account(account.login)["Balance"]) == 70
    assert Deal.objects.filter(login=account.login).count() == 1


def test_a_lost_opening_is_found_again(world: World, street: Mt5Street) -> None:
    before = street.state()["users"]
    street.fault("USER_ADD", "drop_answer")
    with gateway():
        opened(world)
    assert street.state()["users"] == before + 1


def test_what_a_dead_gateway_left_is_never_sent_again(world: World, street: Mt5Street) -> None:
    with gateway():
        account = opened(world)
    moved = move(account, "33.00")
    (claimed,) = claim_due(world.server.pk, limit=1, at=now())
    assert claimed.work_id == moved
    Operation.objects.filter(public_id=moved).update(sent_at=now() - timedelta(seconds=30))
    with gateway():
        eventually(lambda: operation(moved).state == "rejected")
    assert operation(moved).reason_code == "absent"
    assert Decimal(street.account(account.login)["Balance"]) == 0


def test_edits_deletions_and_strays_are_named(world: World, street: Mt5Street) -> None:
    with gateway():
        account = opened(world)
        first, second = move(account, "10.00"), move(account, "20.00")
        eventually(lambda: settled(first) and settled(second))
        tickets = [operation(i).ticket for i in (first, second)]
        street.post("/edit_deal", deal=tickets[0], changes={"Profit": "11.00"})
        street.post("/delete_deal", deal=tickets[1])
        stray = street.post("/balance", login=account.login, amount="5.00", comment="by hand")
        wanted = {("edited", tickets[0]), ("deleted", tickets[1]), ("unmatched", stray["deal"])}
        eventually(lambda: wanted <= _differences())


def _differences() -> set[tuple[str, int]]:
    rows = Difference.objects.filter(closed_at__isnull=True).exclude(deal=None)
    named = {(row.cls, row.deal.ticket) for row in rows.select_related("deal") if row.deal}
    others = Difference.objects.filter(closed_at__isnull=True, deal=None)
    return named | {(row.cls, int(row.item.rsplit(":", 1)[-1])) for row in others}


def test_a_late_deal_is_found_by_the_rescan(world: World, street: Mt5Street) -> None:
    with gateway():
        account = opened(world)
        moved = move(account, "10.00")
        eventually(lambda: settled(moved))
        late = {"Login": str(account.login), "Action": "2", "Profit": "3.00", "Comment": "late"}
        street.post("/late_deal", deal=late, seconds=7200)
        eventually(lambda: Deal.objects.filter(login=account.login).count() == 2)
        assert mirror(account) == 13


def test_a_balance_without_its_deal_is_named_by_account(world: World, street: Mt5Street) -> None:
    with gateway():
        account = opened(world)
        moved = move(account, "10.00")
        eventually(lambda: settled(moved))
        ghost = {"Login": str(account.login), "Action": "7", "Profit": "-3.00"}
        street.post("/late_deal", deal=ghost, seconds=60, move_money=False)
        rows = Difference.objects.filter(cls="balance", closed_at__isnull=True)
        (difference,) = eventually(lambda: list(rows.all()))
    assert (difference.login, difference.amount) == (account.login, Decimal(3))


def test_the_server_comes_and_goes_and_its_clock_jumps(world: World, street: Mt5Street) -> None:
    with gateway():
        account = opened(world)
        street.restart(0.5)
        moved = move(account, "10.00")
        eventually(lambda: settled(moved))
        street.shift_clock(-3600)
        try:
            again = move(account, "1.00")
            eventually(lambda: settled(again))
            eventually(lambda: queries.server(world.server.pk).offset_s == street.offset_s)
        finally:
            street.shift_clock(3600)
        again_connected = GatewayReport.objects.filter(reconnects__gte=1, errors__gte=1)
        eventually(again_connected.exists)
        newest = Deal.objects.filter(login=account.login).order_by("-ticket")[0]
        assert abs(newest.recorded_at - newest.occurred_at) < timedelta(minutes=75)


def test_two_gateways_do_not_serve_twice(world: World, street: Mt5Street) -> None:
    with gateway(), gateway():
        account = opened(world)
        operations = [move(account, "1.00") for _ in range(10)]
        eventually(lambda: all(settled(moved) for moved in operations))
    assert mirror(account) == Decimal(street.account(account.login)["Balance"]) == 10
    assert not Account.objects.exclude(public_id=account.public_id).exists()


def test_a_password_is_set_by_request(world: World, street: Mt5Street, nats_url: str) -> None:
    def ask(**request: Any) -> dict[str, Any]:
        data = json.dumps(request).encode()
        answer: dict[str, Any] = json.loads(bus.request(subject("mt5a"), data, timeout_s=5))
        return answer

    with gateway():
        login = opened(world).login
        eventually(lambda: _pings(ask))
        new = {"op": "set_password", "login": login, "kind": "master", "password": "New#2024abc"}
        assert ask(**new, id="1") == {"ok": True}
        assert ask(**new, id="1") == {"ok": True}
        assert ask(op="check", login=login) == {"ok": True, "balance": "0.00", "access": "enabled"}
        weak = ask(**{**new, "password": "weak"}, id="2")
        assert weak["code"] == "3006"
        assert ask(op="check", login=1)["code"] == "not_found"
        for bad in ({"op": "no"}, {"op": "set_password"}, {"op": "check", "login": "x"}, {}):
            assert ask(**bad)["code"] == "bad_request"
    assert street.state()["commands"]["USER_PASS_CHANGE"] == 2


def test_the_calculators_answer_by_request(world: World, street: Mt5Street, nats_url: str) -> None:
    def ask(**request: Any) -> dict[str, Any]:
        data = json.dumps(request).encode()
        answer: dict[str, Any] = json.loads(bus.request(subject("mt5a"), data, timeout_s=5))
        return answer

    with gateway():
        account = opened(world)
        eventually(lambda: _pings(ask))
        first = move(account, "1000.00")
        eventually(lambda: settled(first))
        trade = {"symbol": "EURUSD", "side": "buy", "lots": "0.10"}
        need = ask(op="margin", login=account.login, price="1.08", **trade)
        assert (need["margin"], need["free_after"], need["enough"]) == ("108.00", "892.00", True)
        prices = {"price_open": "1.08", "price_close": "1.085"}
        won = ask(op="profit", group=world.product.group, **trade, **prices)
        assert won == {"ok": True, "profit": "50.00"}
        unknown = ask(op="margin", login=account.login, **{**trade, "symbol": "NOPE"})
        assert unknown["code"] == "13"
        for bad in ({"lots": "x"}, {"lots": "NaN"}, {"side": "up"}):
            asked = {"op": "margin", "login": account.login, **trade, **bad}
            assert ask(**asked)["code"] == "bad_request"


def _pings(ask: Any) -> bool:
    try:
        return bool(ask(op="ping").get("ok"))
    except BusUnavailable:
        return False
