"""A challenge's page: figures, rules, decisions, days, and who may see them."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from brokerdesk.core.ui import url
from brokerdesk.core.ui.testing import at_most
from brokerdesk.kit.clock import fixed

from ...models import Attempt, EquityPoint, ShareCard, Stage
from ...ui.portal.days import DayRow, months
from .conftest import Store


def _text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def attempt(store: Store) -> Attempt:
    store.fill("155")
    order = store.order(key="k", pay_now=True)
    found = Attempt.objects.get(order=order)
    store.provision(found)
    found.refresh_from_db()
    return found


def _to(name: str, attempt: Attempt, **more: str) -> str:
    return url("portal", f"prop.{name}", attempt_id=attempt.public_id, **more)


def test_the_page_says_floors_room_and_what_comes_next(store: Store, attempt: Attempt) -> None:
    with at_most(45):
        page = _text(store.alice.get(_to("portal_attempt", attempt)))
    assert "95,000.00" in page
    assert "90,000.00" in page
    assert "110,000.00" in page
    assert "begins with your first trade" in page
    assert 'data-rule="max_daily_loss"' in page
    assert "Prague" in page
    part = _text(store.alice.get(_to("portal_attempt_now", attempt)))
    assert "<html" not in part
    assert 'data-rule="min_trading_days"' in part


def test_what_was_traded_moves_the_figures(store: Store, attempt: Attempt) -> None:
    store.trade(attempt, "1200")
    page = _text(store.alice.get(_to("portal_attempt_now", attempt)))
    assert "101,200.00" in page
    assert "8,800.00" in page  # missing until the target


def test_the_curve_shows_points_floors_and_target(store: Store, attempt: Attempt) -> None:
    stage = Stage.objects.get(attempt=attempt)
    for minute, close in enumerate(("100010", "99500", "99800"), 1):
        EquityPoint.objects.create(
            stage=stage, at=store.at + timedelta(minutes=minute), balance=100000,
            low=Decimal(close), high=Decimal(close), close=Decimal(close),
        )  # fmt: skip
    with fixed(store.at + timedelta(hours=1)):
        part = _text(store.alice.get(_to("portal_curve", attempt)))
    assert "99500" in part
    assert "Daily floor" in part
    assert "110000" in part


def test_days_statistics_and_empty_states(store: Store, attempt: Attempt) -> None:
    page = _text(store.alice.get(_to("portal_days", attempt)))
    assert "Profit factor" in page
    assert "No closed trade yet" in page
    stage = Stage.objects.get(attempt=attempt)
    day = _to("portal_day", attempt, stage_id=stage.public_id, day="2026-03-02")
    assert "No trade was closed" in _text(store.alice.get(day))
    wrong = _to("portal_day", attempt, stage_id=stage.public_id, day="soon")
    assert store.alice.get(wrong).status_code == 404


@pytest.mark.parametrize(
    "name",
    ["portal_attempt", "portal_attempt_now", "portal_curve", "portal_days", "portal_cards",
     "portal_contract", "portal_payout_new", "portal_payout_preview", "portal_certificate"],
)  # fmt: skip
def test_nobody_else_sees_it(store: Store, attempt: Attempt, name: str) -> None:
    to = _to(name, attempt)
    assert store.bob.get(to).status_code == 404
    assert store.mallory.get(to).status_code == 404


def test_a_card_is_shared_and_taken_back(store: Store, attempt: Attempt) -> None:
    store.alice.post(_to("portal_card_new", attempt), {})
    card = ShareCard.objects.get()
    assert card.token in _text(store.alice.get(_to("portal_cards", attempt)))
    to = url("portal", "prop.card", token=card.token)
    stranger = Client(headers={"host": "northwind.localhost"})
    page = _text(stranger.get(to))
    assert "A." in page
    assert "Alice" not in page
    assert not re.search(r"\b155\b", page)  # a token may hold the digits
    assert store.mallory.get(to).status_code == 404
    store.bob.post(_to("portal_card_revoke", attempt), {"token": card.token})
    assert stranger.get(to).status_code == 200
    store.alice.post(_to("portal_card_revoke", attempt), {"token": card.token})
    assert stranger.get(to).status_code == 404


def test_the_name_on_boards_is_his_choice(store: Store, attempt: Attempt) -> None:
    store.bob.post(_to("portal_name", attempt), {"shown": "on"})
    attempt.refresh_from_db()
    assert attempt.mask_name
    store.alice.post(_to("portal_name", attempt), {"shown": "on"})
    attempt.refresh_from_db()
    assert not attempt.mask_name


def test_a_certificate_needs_something_passed(store: Store, attempt: Attempt) -> None:
    to = _to("portal_certificate", attempt)
    assert store.alice.get(to).status_code == 404
    Stage.objects.filter(attempt=attempt).update(outcome="passed", ended_at=store.at)
    answer: Any = store.alice.get(to)
    assert answer.content.startswith(b"%PDF")


def test_the_calendar_leads_to_each_day() -> None:
    rows = [DayRow(date(2026, 3, 2), 1, Decimal(1), Decimal(5), {}),
            DayRow(date(2026, 2, 27), 1, Decimal(1), Decimal(-5), {})]  # fmt: skip
    march, february = months(rows)
    assert march[0] == date(2026, 3, 1)
    assert [row for week in march[1] for _day, row in week if row] == [rows[0]]
    assert [row for week in february[1] for _day, row in week if row] == [rows[1]]
    assert all(len(week) == 7 and week[0][0].weekday() == 0 for week in march[1])
