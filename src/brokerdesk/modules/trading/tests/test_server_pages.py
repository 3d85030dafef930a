"""Servers of every platform are added in the back office, and their gateways are watched there."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client as Browser

from brokerdesk.core.ui import url
from brokerdesk.modules.clients.testing import make_staff, office

from ..models import GatewayReport, Server
from ..services.servers import keep_report
from ..testing import START, World
from ..types import GatewayTally


@pytest.fixture
def admin(world: World) -> Browser:
    return office(make_staff("Ada", "administrator"))


TALLY = GatewayTally(
    process="desk-1:77",
    since=START,
    polled_at=START,
    told_at=None,
    deals=40,
    deals_per_s=Decimal("0.667"),
    commands=3,
    connects=5,
    reconnects=2,
    errors=1,
    error="the line was cut",
    error_at=START,
)


def test_each_platform_can_be_chosen(admin: Browser) -> None:
    shown = admin.get(url("backoffice", "trading.server_kinds")).content.decode()
    for kind, title in (("mt4", "MetaTrader 4"), ("mt5", "MetaTrader 5"), ("ctrader", "cTrader")):
        assert title in shown
        assert url("backoffice", "trading.server_new", kind=kind) in shown


@pytest.mark.parametrize(
    ("kind", "field"), [("mt4", "authority"), ("mt5", "login"), ("ctrader", "plant")]
)
def test_a_form_asks_for_what_its_adapter_needs(admin: Browser, kind: str, field: str) -> None:
    shown = admin.get(url("backoffice", "trading.server_new", kind=kind)).content.decode()
    assert f'name="config_{field}"' in shown


def test_an_unknown_platform_is_refused(admin: Browser) -> None:
    assert admin.get(url("backoffice", "trading.server_new", kind="mt6")).status_code == 422


def test_a_report_replaces_the_one_before_and_counts_what_waits(world: World) -> None:
    assert keep_report(world.server.pk, TALLY, at=START) == 0
    assert (
        keep_report(world.server.pk, replace(TALLY, deals=41), at=START + timedelta(seconds=5)) == 0
    )
    report = GatewayReport.objects.get()
    assert (report.deals, report.reported_at) == (41, START + timedelta(seconds=5))


def test_the_server_page_shows_its_gateway(world: World, admin: Browser) -> None:
    page = url("backoffice", "trading.server", server_id=world.server.public_id)
    assert "No gateway has served this server yet." in admin.get(page).content.decode()
    keep_report(world.server.pk, TALLY, at=START)
    shown = admin.get(page).content.decode()
    for fact in ("desk-1:77", ", 2 reconnects", "the line was cut", "(0.667 a second"):
        assert fact in shown
    assert 'data-live-every="5000"' in shown
    again = url("backoffice", "trading.server_health", server_id=world.server.public_id)
    assert "desk-1:77" in admin.get(again).content.decode()
    listed = admin.get(url("backoffice", "trading.servers")).content.decode()
    assert "Reconnects" in listed


def test_the_server_page_reads_without_a_glossary(world: World, admin: Browser) -> None:
    keep_report(world.server.pk, replace(TALLY, reconnects=0), at=START)
    page = url("backoffice", "trading.server_health", server_id=world.server.public_id)
    shown = admin.get(page).content.decode()
    assert "<dt>Deals read up to</dt><dd>–</dd>" in shown
    assert "<dt>Lag</dt><dd>–</dd>" in shown
    assert ", no reconnects" in shown
    assert "it tells nothing by itself" in shown
    Server.objects.update(kind="ctrader", watermark_s=1_795_870_316)
    shown = admin.get(page).content.decode()
    assert "2026-11-28 12:51:56" in shown
    assert "nothing yet" in shown


def test_a_server_that_does_not_answer_is_not_added(world: World, admin: Browser) -> None:
    before = Server.objects.count()
    form = admin.get(url("backoffice", "trading.server_new", kind="mt4")).context["form"]
    given = {name: field.initial for name, field in form.fields.items() if field.initial}
    given |= {"code": "mt4-x", "title": "New", "entity": form.fields["entity"].choices[0][0]}
    urls = {name: "http://127.0.0.1:9" for name in form.fields if "url" in name or "auth" in name}
    answer = admin.post(url("backoffice", "trading.server_new", kind="mt4"), given | urls)
    assert answer.status_code == 422
    assert Server.objects.count() == before


def test_the_list_names_platforms_as_people_do(world: World, admin: Browser) -> None:
    listed = admin.get(url("backoffice", "trading.servers")).content.decode()
    assert ">MetaTrader 5<" in listed
    assert ">mt5<" not in listed
