"""Alerts: what fires, once a day for each subject, again a step further, never for the excluded."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps

from brokerdesk.core.actors import Actor
from brokerdesk.core.events.models import OutboxEvent
from brokerdesk.core.events.testing import drain
from brokerdesk.core.jobs.testing import run_jobs
from brokerdesk.modules.brands.queries import entities
from brokerdesk.modules.trading.testing import START, make_brand

from ..errors import AlertNotFound, AlertRuleInvalid
from ..models import Alert, AlertRule, FlowStat, MarkRun
from ..services import alerts
from ..services.alert_rules import AlertDraft, save_alert_rule, see_alert
from ..services.alerts import evaluate_rules
from ..services.flow import compute_due
from ..services.margin import tell
from ..services.marks import mark_due
from ..types import AlertKind, MarginKind
from .conftest import Desk, get, later
from .test_house import day
from .test_margin import report
from .test_shock import set_figures

D = Decimal
DANA = Actor("staff", "stf_dana", "dana")
RISK = "brokerdesk.modules.risk"


def rule(kind: AlertKind, **values: Any) -> AlertRule:
    return save_alert_rule(AlertDraft("Watch", kind, **values), actor=DANA)


def fired(at: Any = START) -> list[tuple[str, int]]:
    evaluate_rules(at=at)
    return [(row.subject, row.steps) for row in Alert.objects.order_by("subject", "day")]


def test_profit_of_an_account_fires_by_amount_or_by_share(desk: Desk) -> None:
    rule(AlertKind.ACCOUNT_PROFIT, threshold=D(1000), percent=D(10), minimum=D(50))
    set_figures(desk.alice, "1040", "0")
    set_figures(desk.bob, "105", "0")
    desk.close(desk.alice, "40", at=START)
    desk.close(desk.bob, "50", at=START)
    at = later()
    assert fired(at) == [(desk.bob.public_id, 1)]
    alert = Alert.objects.get()
    assert (alert.account_id, alert.currency, alert.day) == (desk.bob.pk, "USD", at.date())
    assert alert.figures == {"percent": "90.91", "login": "1002"}


def test_steps_tell_again_and_open_what_was_seen(desk: Desk) -> None:
    rule(AlertKind.ACCOUNT_PROFIT, threshold=D(100), step=D(50))
    desk.close(desk.alice, "120", at=START)
    assert fired(later()) == [(desk.alice.public_id, 1)]
    alert = Alert.objects.get()
    see_alert(alert.public_id, actor=DANA, at=later())
    desk.close(desk.alice, "20", at=START)
    assert fired(later(2)) == [(desk.alice.public_id, 1)]
    alert.refresh_from_db()
    assert (alert.state, alert.value) == ("seen", D(140))
    desk.close(desk.alice, "70", at=START)
    assert fired(later(3)) == [(desk.alice.public_id, 3)]
    alert.refresh_from_db()
    assert (alert.state, alert.seen_by, alert.seen_at) == ("open", "", None)
    assert OutboxEvent.objects.filter(type="risk.alert").count() == 2
    desk.close(desk.alice, "500", at=START + timedelta(days=1))
    assert len(fired(START + timedelta(days=1, hours=1))) == 2


@pytest.mark.parametrize("values", [
    {"excluded_logins": [1001]}, {"excluded_groups": "live*USD"}, {"mask": "*EUR"},
    {"enabled": False},
])  # fmt: skip
def test_who_is_left_out_never_fires(desk: Desk, values: dict[str, Any]) -> None:
    rule(AlertKind.ACCOUNT_PROFIT, threshold=D(100), **values)
    desk.close(desk.alice, "120", at=START)
    assert fired(later()) == []


def test_profit_in_a_symbol_and_loss_of_the_house(desk: Desk) -> None:
    rule(AlertKind.SYMBOL_PROFIT, threshold=D(1000), mask="US*")
    rule(AlertKind.HOUSE_LOSS, threshold=D(1500))
    desk.position(desk.alice, "US30", "buy", "10", "40000")
    mark_due(at=day(2))
    desk.quote("US30", "40140", "40144")
    assert fired(day(2, 9)) == [("US30", 1)]
    desk.quote("US30", "40160", "40164")
    assert fired(day(2, 10)) == [("US30", 1), ("house", 1)]
    house = Alert.objects.get(subject="house")
    assert (house.value, house.brand, house.figures) == (D(1600), None, {"book_none": "-1600.00"})


def test_exposure(desk: Desk) -> None:
    rule(AlertKind.EXPOSURE, threshold=D(400_000), step=D(100_000))
    desk.position(desk.alice, "US30", "sell", "9", "40000")
    assert fired() == []
    desk.position(desk.alice, "US30", "sell", "4", "40000")
    assert fired() == [("US30", 2)]


def test_margin_levels_and_balances_below_zero(desk: Desk) -> None:
    rule(AlertKind.MARGIN_LEVEL, percent=D(120))
    rule(AlertKind.NEGATIVE_BALANCE, threshold=D(10))
    set_figures(desk.alice, "1000", "0")
    report(desk.alice, "1190", "1000")
    set_figures(desk.bob, "-20", "0")
    report(desk.bob, "-20", "0")
    assert dict(fired()) == {desk.alice.public_id: 1, desk.bob.public_id: 1}
    values = {row.subject: row.value for row in Alert.objects.all()}
    assert values[desk.alice.public_id] == 119
    assert round(values[desk.bob.public_id], 2) == D("22.00")


def test_quick_trades_that_win(desk: Desk) -> None:
    rule(AlertKind.TOXIC_FLOW, percent=D(80), minimum=D(500))
    common = {"days": 30, "trades": 9, "lots": 1, "computed_at": START, "on": START.date()}
    FlowStat.objects.create(
        account=desk.alice, net_profit=600, currency="USD", under_60s_share=D("0.85"), **common
    )
    FlowStat.objects.create(
        account=desk.bob, net_profit=600, currency="EUR", under_60s_share=D("0.5"), **common
    )
    assert fired() == [(desk.alice.public_id, 1)]


def test_another_brand_is_not_its_affair(desk: Desk) -> None:
    other = get("brands", "Brand").objects.create(
        entity=desk.alice.entity, code="o", name="O", host="o.localhost", base_currency="USD",
        currencies=["USD"], reporting_zone="UTC", support_email="o@o.example",
    )  # fmt: skip
    rule(AlertKind.ACCOUNT_PROFIT, threshold=D(1), brand_id=other.pk)
    desk.close(desk.alice, "120", at=START)
    assert fired(later()) == []


@pytest.mark.parametrize("values", [
    {}, {"percent": D(5)}, {"threshold": D(-1)}, {"threshold": D(1), "step": D(0)},
    {"threshold": D("NaN")}, {"threshold": D(1), "currency": "?"},
])  # fmt: skip
def test_what_cannot_be_meant_is_refused(desk: Desk, values: dict[str, Any]) -> None:
    with pytest.raises(AlertRuleInvalid):
        rule(AlertKind.ACCOUNT_PROFIT, **values)
    with pytest.raises(AlertNotFound):
        see_alert("alt_none", actor=DANA, at=START)
    assert not AlertRule.objects.exists()


def test_a_margin_call_raises_its_alert_at_once_by_our_own_marking(desk: Desk) -> None:
    rule(AlertKind.MARGIN_LEVEL, percent=D(100))
    set_figures(desk.alice, "1000", "0")
    report(desk.alice, "5000", "1000")
    tell(MarginKind.MARGIN_CALL, [desk.alice.pk])
    drain()
    run_jobs(name=RISK)
    assert not Alert.objects.exists()
    stand = get("valuation", "Stand").objects.create(
        account=desk.alice, balance=1000, credit=0, floating=-50, equity=950, margin=1000,
        level=95, quality="suspect", marked_at=START + timedelta(seconds=1),
    )  # fmt: skip
    tell(MarginKind.MARGIN_CALL, [desk.alice.pk])
    drain()
    run_jobs(name=RISK)
    assert not Alert.objects.exists()
    stand.quality = "estimated"
    stand.save()
    tell(MarginKind.MARGIN_CALL, [desk.alice.pk], ended=True)
    drain()
    run_jobs(name=RISK)
    assert not Alert.objects.exists()
    tell(MarginKind.MARGIN_CALL, [desk.alice.pk])
    drain(twice=True)
    run_jobs(name=RISK)
    alert = Alert.objects.get()
    assert (alert.rule.kind, alert.subject, alert.value) == (
        "margin_level", desk.alice.public_id, D(95),
    )  # fmt: skip


def test_a_rule_that_fails_holds_up_no_other(desk: Desk) -> None:
    first, second = (rule(AlertKind.ACCOUNT_PROFIT, threshold=D(100)) for _ in range(2))
    brand = make_brand("other")
    AlertRule.objects.filter(pk=first.pk).update(brand=brand)
    apps.get_model("brands", "Brand").objects.filter(pk=brand.pk).update(reporting_zone="Mars")
    desk.close(desk.alice, "120", at=START)
    with pytest.raises(KeyError, match="Mars"):
        evaluate_rules(at=later())
    assert [row.rule_id for row in Alert.objects.all()] == [second.pk]


def test_an_entity_that_cannot_be_marked_holds_up_no_other(desk: Desk) -> None:
    make_brand("other")
    first, second = entities()
    rows = apps.get_model("brands", "LegalEntity").objects.filter(pk=first.pk)
    rows.update(reporting_zone="Mars")
    for work in (mark_due, compute_due):
        with pytest.raises(KeyError, match="Mars"):
            work(at=day(2))
    assert [row.entity_id for row in MarkRun.objects.all()] == [second.pk]


def test_an_alert_ends_when_its_reason_is_gone_or_its_day_is_over(desk: Desk) -> None:
    rule(AlertKind.EXPOSURE, threshold=D(400_000))
    held = desk.position(desk.alice, "US30", "sell", "11", "40000")
    assert fired() == [("US30", 1)]
    drain()
    held.delete()
    assert fired(later()) == [("US30", 1)]
    alert = Alert.objects.get()
    assert (alert.ended_at, alert.state) == (later(), "open")
    fired(later(2))
    desk.position(desk.alice, "US30", "sell", "11", "40000")
    fired(later(3))
    alert.refresh_from_db()
    assert (alert.ended_at, alert.last_at) == (None, later(3))
    fired(later(30))
    first, second = Alert.objects.order_by("day")
    assert (first.ended_at, second.ended_at) == (later(30), None)
    told = list(OutboxEvent.objects.filter(type__startswith="risk.alert").order_by("pk"))
    assert [one.type for one in told] == [
        "risk.alert", "risk.alert_ended", "risk.alert_held", "risk.alert", "risk.alert_ended",
    ]  # fmt: skip
    assert {one.payload["alert_id"] for one in told[1:3]} == {alert.public_id}


def test_an_alert_is_of_the_brand_that_its_rule_looks_at(desk: Desk) -> None:
    draft = AlertDraft("Watch", AlertKind.EXPOSURE, threshold=D(400_000))
    one = save_alert_rule(replace(draft, brand_id=desk.alice.brand_id), actor=DANA)
    desk.position(desk.alice, "US30", "sell", "11", "40000")
    fired()
    assert Alert.objects.get().brand_id == desk.alice.brand_id
    save_alert_rule(draft, rule_id=one.public_id, actor=DANA)
    fired()
    assert Alert.objects.get().brand_id is None
    Alert.objects.update(brand_id=desk.alice.brand_id, account=desk.bob)
    fired()
    kept = Alert.objects.get()
    assert (kept.brand_id, kept.account_id, kept.steps) == (None, None, 1)


def test_values_that_rise_no_step_are_kept(desk: Desk) -> None:
    rule(AlertKind.ACCOUNT_PROFIT, threshold=D(100))
    for account in (desk.alice, desk.bob):
        desk.close(account, "120", at=START)
    fired(later())
    desk.close(desk.alice, "30", at=START)
    desk.close(desk.bob, "40", at=START)
    fired(later(2))
    rows = Alert.objects.order_by("account_id")
    assert [(round(row.value), row.last_at, row.figures["login"]) for row in rows] == [
        (150, later(2), "1001"), (176, later(2), "1002"),
    ]  # fmt: skip


def test_alerts_of_a_rule_that_holds_no_more_end(desk: Desk) -> None:
    one = rule(AlertKind.ACCOUNT_PROFIT, threshold=D(100))
    desk.close(desk.alice, "120", at=START)
    fired(later())
    save_alert_rule(
        AlertDraft("Watch", AlertKind.ACCOUNT_PROFIT, threshold=D(100), enabled=False),
        rule_id=one.public_id, actor=DANA,
    )  # fmt: skip
    fired(later(2))
    assert Alert.objects.get().ended_at == later(2)


def test_a_rule_that_fires_at_other_figures_begins_anew(desk: Desk) -> None:
    one = rule(AlertKind.ACCOUNT_PROFIT, threshold=D(100), step=D(50))
    desk.close(desk.alice, "220", at=START)
    assert fired(later()) == [(desk.alice.public_id, 3)]
    see_alert(Alert.objects.get().public_id, actor=DANA, at=later())
    changed = AlertDraft("Another title", AlertKind.ACCOUNT_PROFIT, threshold=D(100), step=D(50))
    save_alert_rule(changed, rule_id=one.public_id, actor=DANA)
    fired(later(2))
    assert Alert.objects.get().state == "seen"
    changed = replace(changed, threshold=D(200), step=None)
    save_alert_rule(changed, rule_id=one.public_id, actor=DANA)
    fired(later(3))
    alert = Alert.objects.get()
    assert (alert.state, alert.steps) == ("open", 1)
    with pytest.raises(AlertRuleInvalid):
        save_alert_rule(
            replace(changed, kind=AlertKind.SYMBOL_PROFIT), rule_id=one.public_id, actor=DANA
        )


def test_a_step_that_nobody_looked_at_is_not_seen(desk: Desk) -> None:
    rule(AlertKind.ACCOUNT_PROFIT, threshold=D(100), step=D(50))
    desk.close(desk.alice, "120", at=START)
    fired(later())
    alert = Alert.objects.get()
    desk.close(desk.alice, "100", at=START)
    fired(later(2))
    see_alert(alert.public_id, actor=DANA, at=later(2), steps=alert.steps)
    alert.refresh_from_db()
    assert (alert.state, alert.steps) == ("open", 3)
    see_alert(alert.public_id, actor=DANA, at=later(2), steps=alert.steps)
    alert.refresh_from_db()
    assert alert.state == "seen"


def test_what_is_too_many_at_once_is_told_at_the_next_look(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerts, "MOST", 1)
    rule(AlertKind.ACCOUNT_PROFIT, threshold=D(100))
    for account in (desk.alice, desk.bob):
        desk.close(account, "120", at=START)
    assert len(fired(later())) == 1
    assert len(fired(later(2))) == 2
    assert not Alert.objects.filter(ended_at__isnull=False).exists()
