"""Mark-outs: by hand, from the stream of ticks, and added up."""

import asyncio
import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import nats
import pytest
from django.conf import settings

from brokerdesk.core.events.ticks import ensure_ticks, ticks_subject
from brokerdesk.modules.partners.models import ClientPartner, Partner
from brokerdesk.modules.trading.services.ingest import ingest_deals
from brokerdesk.modules.trading.testing import START
from brokerdesk.ports.trading import DealKind

from ..engine.markouts import Fill, Missing, Track, moves
from ..models import MarkOut
from ..queries.markouts import Period, markouts, missing, sums_of, total
from ..services.markouts import measure, note_late
from ..types import MarkOutBy
from .conftest import Desk, get

D = Decimal


def s(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def track(*ticks: tuple[float, str | None], heard_s: float = 1_000) -> Track:
    found = Track(heard_at=s(heard_s))
    for at, mid in ticks:
        found.add(s(at), None if mid is None else D(mid))
    return found


def test_moves_are_seen_from_the_trader() -> None:
    ticks = track((-1, "1.1001"), (0.5, "1.1003"), (9, "1.1010"), (60, "1.0991"), (61, "9"))
    bought = moves(Fill("buy", D("1.1002"), START), ticks)
    assert bought == {1: D("0.0001"), 10: D("0.0008"), 60: D("-0.0011")}
    sold = moves(Fill("sell", D("1.1000"), START), ticks)
    assert sold == {1: D("-0.0003"), 10: D("-0.0010"), 60: D("0.0009")}


def test_what_is_unknown_is_named() -> None:
    fill = Fill("buy", D(1), START)
    assert set(moves(fill, Track()).values()) == {Missing.NO_TICKS}
    assert set(moves(fill, track((200, "1"))).values()) == {Missing.NO_TICKS}
    silent = track((-1, "1"), heard_s=5)
    assert moves(fill, silent) == {1: D(0), 10: Missing.NO_TICKS, 60: Missing.NO_TICKS}
    assert moves(fill, track((-1, "1"), (5, None))) == {
        1: D(0), 10: Missing.FAULTY_TICK, 60: Missing.FAULTY_TICK,
    }  # fmt: skip
    assert moves(fill, track((-1, "1")))[60] == Missing.OLD_TICK


def test_a_tick_out_of_order_holds_from_when_it_came() -> None:
    ticks = track((0, "1"), (5, "2"), (3, "3"))
    assert ticks.mid(s(4)) == D(1)
    assert ticks.mid(s(5)) == D(3)


def tick(server: int, symbol: str, bid: str, ask: str, at: datetime) -> bytes:
    quote = [symbol, bid, ask, at.isoformat()]
    lot = {"server": server, "received_at": at.isoformat(), "quotes": [quote]}
    return json.dumps(lot).encode()


def publish(server: int, lots: Iterable[bytes]) -> None:
    async def send() -> None:
        client = await nats.connect(settings.NATS_URL)
        js = client.jetstream()
        await ensure_ticks(js)
        for lot in lots:
            await js.publish(ticks_subject(server), lot)
        await client.close()

    asyncio.run(send())


def test_trades_are_measured_once_from_the_stream(desk: Desk, nats_url: str) -> None:
    began, server = START, desk.world.server
    traded = began + timedelta(seconds=1)
    told = [(0, "1.1000", "1.1002"), (1.5, "1.1004", "1.1006"), (9, "1.1010", "1.1012")]
    told += [(30, "1.2900", "1.2902"), (59, "1.0990", "1.0992"), (70, "1.0991", "1.0993")]
    publish(server.pk, [
        tick(server.pk, "EURUSD", bid, ask, began + timedelta(seconds=at))
        for at, bid, ask in told
    ])  # fmt: skip
    deal = desk.world.deal(at=traded, lots=D(2), price=D("1.1002"))
    euro = desk.world.deal(at=traded, login=1002, kind=DealKind.SELL, lots=D(1), price=D("1.1000"))
    other = desk.world.deal(at=traded, symbol="GBPUSD", lots=D(1), price=D("1.25"))
    ingest_deals(server.pk, [deal, euro, other], watermark_s=None, at=traded)
    assert measure(at=traded + timedelta(seconds=60)) == 0
    assert measure(at=traded + timedelta(seconds=80)) == 3
    assert measure(at=traded + timedelta(seconds=90)) == 0

    row = MarkOut.objects.get(deal__ticket=deal.ticket)
    assert (row.move_1, row.move_10, row.move_60) == (D("0.0003"), D("0.0009"), D("-0.0011"))
    assert (row.value_1, row.value_10, row.value_60) == (D(60), D(180), D(-220))
    assert row.missing == {}
    sold = MarkOut.objects.get(deal__ticket=euro.ticket)
    assert sold.move_1 == D("-0.0005")
    assert sold.value_1 == round(D(-50) / D("1.1001"), 8)
    unknown = MarkOut.objects.get(deal__ticket=other.ticket)
    assert unknown.missing == {"1": "no_ticks", "10": "no_ticks", "60": "no_ticks"}
    assert unknown.value_1 is None


def test_while_the_bus_is_away_trades_wait(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "NATS_URL", "nats://127.0.0.1:9")
    deal = desk.world.deal(at=START, price=D("1.1"))
    ingest_deals(desk.world.server.pk, [deal], watermark_s=None, at=START)
    assert measure(at=s(90)) == 0
    assert not MarkOut.objects.exists()
    assert note_late(at=s(3_700)) == 1
    assert MarkOut.objects.get().missing["60"] == "no_ticks"
    assert note_late(at=START + timedelta(days=46)) == 0
    assert not MarkOut.objects.exists()


def keep(desk: Desk, account: Any, values: tuple[str, str, str], n: int, currency: str) -> None:
    deal = desk.world.deal(at=s(n), login=account.login, price=D("1"))
    ingest_deals(desk.world.server.pk, [deal], watermark_s=None, at=s(n))
    made = MarkOut(
        deal_id=deal_pk(deal.ticket), account=account, symbol="EURUSD", at=s(n), price=D(1),
        currency=currency, measured_at=START, missing={},
    )  # fmt: skip
    for seconds, value in zip((1, 10, 60), values, strict=True):
        setattr(made, f"value_{seconds}", D(value))
        setattr(made, f"move_{seconds}", D(value) / 10_000)
    made.save()


def deal_pk(ticket: int) -> int:
    return int(get("trading", "Deal").objects.get(ticket=ticket).pk)


def test_added_up_by_partner_account_and_symbol(desk: Desk) -> None:
    keep(desk, desk.alice, ("1", "2", "3"), 1, "USD")
    keep(desk, desk.alice, ("-1", "4", "6"), 2, "USD")
    keep(desk, desk.bob, ("10", "10", "10"), 3, "EUR")
    ian = Partner.objects.create(brand=desk.world.brand, client=desk.bob.client, code="ian")
    ClientPartner.objects.create(
        client=desk.alice.client, partner=ian, valid=(START, None), recorded_by="test"
    )
    period = Period(None, "USD", MarkOutBy.PARTNER, START, s(1_000))
    found = {line.name: line for line in markouts(period)}
    assert set(found) == {ian.public_id, ""}
    assert found[ian.public_id].word == "Bob Client"
    assert [h.value for h in found[ian.public_id].horizons] == [D(0), D(6), D(9)]
    assert [h.bps for h in found[ian.public_id].horizons] == [D(0), D(3), D("4.5")]
    assert found[""].horizons[0].value == D("11.001")
    assert total(markouts(period)).trades == 3
    assert sums_of([desk.alice.pk], START, s(1_000)) == {
        desk.alice.pk: {"1": "0.00", "10": "6.00", "60": "9.00"}
    }
    nobody = Period((), "USD", MarkOutBy.ACCOUNT, START, s(1_000))
    assert markouts(nobody) == []
    assert missing(period) == []
