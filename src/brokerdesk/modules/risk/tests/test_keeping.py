"""What was found of accounts is forgotten after the days that are set."""

from datetime import timedelta
from decimal import Decimal

from django.conf import settings

from brokerdesk.modules.trading.testing import START

from ..models import Alert, AlertRule, FlowStat, MarginEvent
from ..services.keeping import forget_old
from .conftest import Desk


def test_what_is_old_is_forgotten(desk: Desk) -> None:
    account = desk.alice
    rule = AlertRule.objects.create(title="Loss", kind="house_loss", threshold=Decimal(1))
    for age in (1, 2):
        flow_on = START - age * timedelta(days=settings.FLOW_KEEP_DAYS - 1)
        called_at = START - age * timedelta(days=settings.MARGIN_EVENTS_KEEP_DAYS - 1)
        raised_at = START - age * timedelta(days=settings.ALERTS_KEEP_DAYS - 1)
        FlowStat.objects.create(
            account=account, on=flow_on.date(), days=30, trades=age, lots=0, net_profit=0,
            currency="USD", computed_at=flow_on,
        )  # fmt: skip
        for ended_at in (None, called_at):
            MarginEvent.objects.create(
                account=account, kind="stop_out" if age == 1 else "margin_call", at=called_at,
                equity=age, margin=1, quality="reported", ended_at=ended_at,
            )  # fmt: skip
        Alert.objects.create(
            rule=rule, subject=f"S{age}", day=raised_at.date(), value=1, currency="USD",
            first_at=raised_at, last_at=raised_at,
        )  # fmt: skip
    assert forget_old(at=START) == 3
    assert forget_old(at=START) == 0
    assert FlowStat.objects.get().trades == 1
    assert Alert.objects.get().subject == "S1"
    kept = [(row.kind, row.ended_at is None) for row in MarginEvent.objects.all()]
    assert sorted(kept) == [("margin_call", True), ("stop_out", False), ("stop_out", True)]
