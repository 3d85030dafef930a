"""Deals that the platform changed after the engine was told: shown as told, and named."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from brokerdesk.kit.instants import written
from brokerdesk.modules.brands.queries import brand
from brokerdesk.modules.trading.models import Deal, DealCorrection
from brokerdesk.modules.trading.services.correcting import as_platform_deal

from ...evidence import verify
from ...models import Report
from ...services.reports import file_of
from ...ui.evidence.report_pdf import report_pdf
from ...ui.evidence.shown import shown
from ..live.making import Live
from .making import forged
from .test_live import faults, know_symbol, sealed

pytestmark = pytest.mark.django_db
Row = dict[str, Any]


def change(at: datetime, **values: Any) -> None:
    """The platform shows the opening deal otherwise, and somebody accepts that."""
    deal = Deal.objects.filter(entry="in").latest("pk")
    before = as_platform_deal(deal)
    Deal.objects.filter(pk=deal.pk).update(**values)
    deal.refresh_from_db()
    gone = deal.deleted_at is not None
    DealCorrection.objects.create(
        batch_id=deal.batch_id, deal=deal, kind="deleted" if gone else "edited", before=before,
        after=None if gone else as_platform_deal(deal), recorded_at=at,
    )  # fmt: skip


def dearer(at: datetime, cost: int = -7) -> None:
    change(at, commission=cost, balance_effect=cost)


def deleted(at: datetime) -> None:
    change(at, deleted_at=at)


def breached(meanwhile: Callable[[datetime], None] = lambda at: None) -> Live:
    """A breach by equity; something may happen after the deal was told, and before."""
    live = Live()
    know_symbol(live)
    live.open("10")
    live.store()
    meanwhile(live.at)
    live.later(minutes=1)
    live.tick("1.0949")
    live.store()
    return live


def body_of(report: Report) -> Row:
    return dict(json.loads(bytes(report.body or b"")))


@pytest.mark.parametrize("early", [False, True], ids=["after the verdict", "before it"])
def test_an_edited_deal_is_shown_as_told_and_named(early: bool) -> None:
    live = breached(dearer if early else lambda at: None)
    if not early:
        dearer(live.at + timedelta(seconds=9))
    report = sealed(live)
    assert (report.faults, faults(report)) == ([], [])
    body = body_of(report)
    (deal,) = [row for row in body["deals"] if row["entry"] == "in"]
    assert (deal["commission"], deal["balance_effect"]) == ("0", "0")
    (row,) = body["changed"]
    assert (row["ticket"], row["was"]) == (
        deal["ticket"], {"balance_effect": "0", "commission": "0"},
    )  # fmt: skip
    assert row["became"] == {"balance_effect": "-7", "commission": "-7"}
    assert row["changed_at"] == written(DealCorrection.objects.get().recorded_at)
    assert str(deal["ticket"]) in " ".join(verify(file_of(report)).notes)
    page = shown(report)
    assert page is not None
    assert [(one.was, one.became) for one in page.deals] == [("0", "-7")] * 2
    assert report_pdf(report, brand(live.attempt.brand_id)).startswith(b"%PDF")


def test_a_deal_changed_twice_is_named_with_what_it_is_now() -> None:
    live = breached(dearer)
    dearer(live.at + timedelta(seconds=5), -9)
    report = sealed(live)
    assert faults(report) == []
    (row,) = body_of(report)["changed"]
    assert (row["was"]["commission"], row["became"]["commission"]) == ("0", "-9")


@pytest.mark.parametrize("early", [False, True])
def test_a_deleted_deal_is_shown_as_told(early: bool) -> None:
    live = breached(deleted if early else lambda at: None)
    if not early:
        deleted(live.at + timedelta(seconds=5))
    report = sealed(live)
    assert faults(report) == []
    (row,) = body_of(report)["changed"]
    assert (row["was"], row["became"]) == ({}, None)


def test_where_nothing_was_changed_there_is_no_such_part() -> None:
    body = body_of(sealed(breached()))
    assert "changed" not in body
    assert "changed" not in body["parts"]


FORGED: list[Callable[[Row], object]] = [
    lambda body: body["changed"].append(body["changed"][0]),
    lambda body: body["changed"][0].update(ticket=1),
    lambda body: body["changed"][0]["was"].update(commission="-1"),
    lambda body: body["changed"][0]["became"].update(commission="0", balance_effect="0"),
    lambda body: body["changed"][0]["became"].pop("commission"),
    lambda body: body["changed"][0].update(became=None),
    lambda body: body["changed"][0].update(changed_at="then"),
    lambda body: [
        row.update(commission="-7", balance_effect="-7") for row in body["deals"]
    ],
]  # fmt: skip


@pytest.mark.parametrize("lie", FORGED)
def test_what_does_not_belong_to_the_deal_shown_is_found(lie: Callable[[Row], object]) -> None:
    live = breached()
    dearer(live.at + timedelta(seconds=9))
    text = forged(file_of(sealed(live)), lie)
    assert [one.name for one in verify(text).checks if not one.ok] == ["deals"]
