"""Exposure by the partner who brought the clients; the API of mark-outs."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from brokerdesk.kit.clock import now
from brokerdesk.modules.partners.models import ClientPartner, Partner
from brokerdesk.modules.trading.testing import START

from ..queries.exposure import exposure
from ..types import By, View
from .conftest import Desk
from .test_api import api, get
from .test_markouts import keep

D = Decimal


def brought(desk: Desk) -> Partner:
    """Alice was brought by Bob."""
    bob = Partner.objects.create(brand=desk.world.brand, client=desk.bob.client, code="bob")
    ClientPartner.objects.create(
        client=desk.alice.client, partner=bob, valid=(START, None), recorded_by="test"
    )
    return bob


def test_exposure_by_partner_and_of_one(desk: Desk) -> None:
    bob = brought(desk)
    desk.position(desk.alice, "US30", "buy", "2", "40000")
    desk.position(desk.bob, "US30", "sell", "1", "40000")
    view = View(None, "USD", By.PARTNER)
    rows = {row.name: row.net for row in exposure(view)}
    assert rows == {bob.public_id: D(80_004), "": D(-40_002)}
    of_bob = replace(view, by=By.SYMBOL, only={"partner": bob.public_id})
    assert [(row.name, row.net) for row in exposure(of_bob)] == [("US30", D(80_004))]
    of_nobody = replace(of_bob, only={"partner": "ptr_nobody"})
    assert exposure(of_nobody) == []


def test_a_former_partner_brings_nothing(desk: Desk) -> None:
    brought(desk)
    ClientPartner.objects.update(valid=(START, START + timedelta(hours=1)))
    desk.position(desk.alice, "US30", "buy", "2", "40000")
    assert [row.name for row in exposure(View(None, "USD", By.PARTNER))] == [""]


def test_the_api_of_markouts(desk: Desk) -> None:
    keep(desk, desk.alice, ("1", "2", "3"), 1, "USD")
    key = api(desk.alice.brand_id)
    when = urlencode({"since": START.isoformat(), "until": (START + timedelta(days=1)).isoformat()})
    found = get(key, f"/risk/markouts?{when}&by=account")
    (line,) = found["lines"]
    assert (line["name"], line["trades"]) == (desk.alice.public_id, 1)
    assert [one["value"] for one in line["horizons"]] == [
        "1.00000000", "2.00000000", "3.00000000",
    ]  # fmt: skip
    assert get(api(None), f"/risk/markouts?{when}")["lines"][0]["name"] == "EURUSD"
    bad: list[dict[str, Any]] = [
        {"since": "2026-03-01T00:00:00", "until": "2026-03-02T00:00:00Z"},
        {"since": now().isoformat(), "until": START.isoformat()},
        {"since": START.isoformat(), "until": (START + timedelta(days=60)).isoformat()},
    ]
    for values in bad:
        answer = key.get(f"/api/v1/risk/markouts?{urlencode(values)}")
        assert answer.status_code == 422, answer.content
