"""Alerts: raised once a day for each subject of a rule, again a step further, and ended."""

import json
import logging
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from brokerdesk.core.events import emit
from brokerdesk.core.jobs.apart import each
from brokerdesk.core.together import together

from ..events import AlertEnded, AlertHeld, AlertRaised
from ..locks import lock_alerts
from ..models import Alert, AlertRule
from ..queries.market import Prices, prices
from ..types import AlertKind, AlertState
from .findings import Finding, Look, find, look_at

log = logging.getLogger(__name__)
MOST = 500
_KEEP = """
UPDATE risk_alert a SET value = v.value, figures = v.figures::jsonb, brand_id = v.brand_id,
    account_id = v.account_id, last_at = %s, ended_at = NULL
FROM unnest(%s::bigint[], %s::numeric[], %s::text[], %s::bigint[], %s::bigint[])
    AS v(id, value, figures, brand_id, account_id)
WHERE a.id = v.id
"""


def evaluate_rules(*, at: datetime, kinds: Collection[AlertKind] = tuple(AlertKind)) -> int:
    """Raise what the enabled rules find, and end what they find no more.

    Gives how many alerts are new or rose a step. A rule that fails holds up no other.
    """
    held = Alert.objects.filter(rule=OuterRef("pk"), ended_at__isnull=True)
    rows = AlertRule.objects.filter(Q(enabled=True) | Exists(held), kind__in=kinds)
    rules = list(rows.order_by("pk"))
    if not rules:
        return 0
    known = prices()
    return sum(each(rules, lambda rule: evaluate(rule, known, at)))


@transaction.atomic
def evaluate(rule: AlertRule, known: Prices, at: datetime) -> int:
    """Raise what one rule finds; one that is seen opens again when it rises a step.

    Locks: the alerts of the rule.
    Emits: AlertRaised, AlertHeld, AlertEnded.
    """
    lock_alerts(rule.pk)
    rule.refresh_from_db()
    look = look_at(rule, known, at)
    found = find(rule, look) if rule.enabled else []
    rows = {row.subject: row for row in Alert.objects.filter(rule=rule, day=look.day)}
    rising, same = [], []
    for finding in sorted(found, key=lambda one: -abs(one.value - one.base)):
        row = rows.get(finding.subject)
        if row is None or steps_of(rule, finding) > row.steps:
            rising.append((finding, row))
        else:
            same.append((finding, row))
    if len(rising) > MOST:
        log.warning("risk: rule %s fires for %s subjects", rule.public_id, len(rising))
    with together():
        for finding, row in rising[:MOST]:
            _raise(rule, finding, row, look)
        _keep(rule, same, look)
        _end(rule, look, {one.subject for one in found})
    return len(rising[:MOST])


def steps_of(rule: AlertRule, finding: Finding) -> int:
    """How many steps a value is at or beyond its limit; 1 at the limit itself."""
    over = abs(finding.value - finding.base)
    return 1 + int(over // rule.step) if rule.step else 1


def _keep(rule: AlertRule, found: Iterable[tuple[Finding, Alert]], look: Look) -> None:
    """Give what rose no step its newest value; what had ended holds again."""
    changed: list[tuple[Any, ...]] = []
    for finding, row in found:
        value, owners = round(finding.value, 8), (finding.brand_pk, finding.account_pk)
        held = row.ended_at is not None
        if held or row.value != value or (row.brand_id, row.account_id) != owners:
            changed.append((row.pk, value, json.dumps(dict(finding.figures)), *owners))
        if held:
            event = AlertHeld(
                alert_id=row.public_id, rule_id=rule.public_id, kind=rule.kind,
                subject=row.subject, value=value, currency=row.currency, steps=row.steps,
            )  # fmt: skip
            emit(event, aggregate=row.public_id, brand_id=finding.brand_pk)
    if changed:
        with connection.cursor() as cursor:
            cursor.execute(_KEEP, [look.at, *map(list, zip(*changed, strict=True))])


def _raise(rule: AlertRule, finding: Finding, row: Alert | None, look: Look) -> None:
    if row is None:
        row = Alert(rule=rule, subject=finding.subject, day=look.day, first_at=look.at)
    row.brand_id, row.account_id = finding.brand_pk, finding.account_pk
    row.value, row.currency = round(finding.value, 8), rule.currency
    row.steps, row.figures, row.last_at = steps_of(rule, finding), dict(finding.figures), look.at
    row.state, row.seen_by, row.seen_at = str(AlertState.OPEN), "", None
    row.ended_at = None
    row.save()
    event = AlertRaised(
        alert_id=row.public_id, rule_id=rule.public_id, kind=rule.kind, subject=row.subject,
        value=row.value, currency=rule.currency, steps=row.steps,
    )  # fmt: skip
    emit(event, aggregate=row.public_id, brand_id=row.brand_id)


def _end(rule: AlertRule, look: Look, found: Collection[str]) -> None:
    """End the alerts of what is not found any more, and those of days that are over."""
    gone = Q(day__lt=look.day) | Q(day=look.day) & ~Q(subject__in=found)
    rows = list(Alert.objects.filter(gone, rule=rule, ended_at__isnull=True).order_by("pk"))
    for row in rows:
        event = AlertEnded(
            alert_id=row.public_id, rule_id=rule.public_id, kind=rule.kind, subject=row.subject
        )
        emit(event, aggregate=row.public_id, brand_id=row.brand_id)
    Alert.objects.filter(pk__in=[row.pk for row in rows]).update(ended_at=look.at)
