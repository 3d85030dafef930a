"""Alerts: raised once a day for each subject of a rule, and again a step further."""

import logging
from collections.abc import Collection, Iterable
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from brokerdesk.core.events import emit
from brokerdesk.core.jobs.apart import each

from ..events import AlertRaised
from ..locks import lock_alerts
from ..models import Alert, AlertRule
from ..queries.market import prices
from ..types import AlertKind, AlertState
from .findings import Finding, Look, find, look_at

log = logging.getLogger(__name__)
MOST = 500


def evaluate_rules(*, at: datetime, kinds: Collection[AlertKind] = tuple(AlertKind)) -> int:
    """Raise what the enabled rules find; give how many alerts are new or rose a step.

    A rule that fails holds up no other.
    """
    rules = list(AlertRule.objects.filter(enabled=True, kind__in=kinds).order_by("pk"))
    if not rules:
        return 0
    known = prices()
    return sum(each(rules, lambda rule: evaluate(rule, look_at(rule, known, at))))


@transaction.atomic
def evaluate(rule: AlertRule, look: Look) -> int:
    """Raise what one rule finds; one that is seen opens again when it rises a step.

    Locks: the alerts of the rule.
    Emits: AlertRaised.
    """
    lock_alerts(rule.pk)
    found = find(rule, look)
    if len(found) > MOST:
        log.warning("risk: rule %s fires for %s subjects", rule.public_id, len(found))
    raised = 0
    known = {row.subject: row for row in Alert.objects.filter(rule=rule, day=look.day)}
    for finding in _worst(found):
        raised += _raise(rule, finding, known.get(finding.subject), look)
    return raised


def _worst(found: Iterable[Finding]) -> list[Finding]:
    """Those that are beyond their limit the furthest."""
    return sorted(found, key=lambda one: -abs(one.value - one.base))[:MOST]


def steps_of(rule: AlertRule, finding: Finding) -> int:
    """How many steps a value is at or beyond its limit; 1 at the limit itself."""
    over = abs(finding.value - finding.base)
    return 1 + int(over // rule.step) if rule.step else 1


def _raise(rule: AlertRule, finding: Finding, row: Alert | None, look: Look) -> int:
    steps = steps_of(rule, finding)
    value = round(finding.value, 8)
    if row is not None and steps <= row.steps:
        if row.value != value:
            Alert.objects.filter(pk=row.pk).update(
                value=value, figures=dict(finding.figures), last_at=look.at
            )
        return 0
    if row is None:
        row = Alert(
            rule=rule, subject=finding.subject, account_id=finding.account_pk, day=look.day,
            first_at=look.at, brand_id=finding.brand_pk,
        )  # fmt: skip
    row.value, row.currency, row.steps = value, rule.currency, steps
    row.figures, row.last_at = dict(finding.figures), look.at
    row.state, row.seen_by, row.seen_at = str(AlertState.OPEN), "", None
    row.save()
    _tell(row, rule, value)
    return 1


def _tell(row: Alert, rule: AlertRule, value: Decimal) -> None:
    event = AlertRaised(
        alert_id=row.public_id, rule_id=rule.public_id, kind=rule.kind, subject=row.subject,
        value=value, currency=rule.currency, steps=row.steps,
    )  # fmt: skip
    emit(event, aggregate=row.public_id, brand_id=row.brand_id)
