"""Rules of alerts: kept, changed, refused where they cannot be meant."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Subquery
from django.utils.translation import gettext as _

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record

from ..errors import AlertNotFound, AlertRuleInvalid, RuleNotFound
from ..locks import lock_alerts
from ..models import Alert, AlertRule
from ..types import AlertKind, AlertState

# What each kind needs at the least; one of the sets is enough.
NEEDED: Mapping[AlertKind, tuple[frozenset[str], ...]] = {
    AlertKind.ACCOUNT_PROFIT: (frozenset({"threshold"}), frozenset({"percent", "minimum"})),
    AlertKind.SYMBOL_PROFIT: (frozenset({"threshold"}),),
    AlertKind.EXPOSURE: (frozenset({"threshold"}),),
    AlertKind.HOUSE_LOSS: (frozenset({"threshold"}),),
    AlertKind.MARGIN_LEVEL: (frozenset({"percent"}),),
    AlertKind.NEGATIVE_BALANCE: (frozenset({"threshold"}),),
    AlertKind.TOXIC_FLOW: (frozenset({"percent", "minimum"}),),
}
AMOUNTS = ("threshold", "percent", "minimum", "step")
FIRES_AT = (*AMOUNTS, "currency", "brand_id")


@dataclass(frozen=True, slots=True)
class AlertDraft:
    """What a rule says; see `AlertRule`."""

    title: str
    kind: AlertKind
    threshold: Decimal | None = None
    percent: Decimal | None = None
    minimum: Decimal | None = None
    step: Decimal | None = None
    currency: str = "USD"
    mask: str = "*"
    excluded_logins: list[int] = field(default_factory=list)
    excluded_groups: str = ""
    brand_id: int | None = None
    enabled: bool = True


@transaction.atomic
def save_alert_rule(draft: AlertDraft, *, rule_id: str = "", actor: Actor) -> AlertRule:
    """Add a rule, or change one.

    One that fires at other figures than before tells of the day's subjects anew.

    Locks: the alerts of the rule.
    Raises:
        RuleNotFound: there is no such rule.
        AlertRuleInvalid: a figure is missing or cannot be, or it raised alerts of another kind.
    """
    _check(draft)
    row = _locked(rule_id) if rule_id else AlertRule()
    before = _kept(row) if rule_id else None
    told = Alert.objects.filter(rule=row) if rule_id else Alert.objects.none()
    if row.kind != draft.kind and told.exists():
        raise AlertRuleInvalid(_("it has raised alerts of its kind: add another rule"))
    if any(getattr(row, name) != getattr(draft, name) for name in FIRES_AT):
        told.filter(day=Subquery(told.order_by("-day").values("day")[:1])).update(steps=0)
    for name, value in asdict(draft).items():
        setattr(row, name, value)
    row.kind = str(draft.kind)
    row.save()
    record("risk.alert_rule.save", subject=row.public_id, actor=actor, brand_id=row.brand_id,
           before=before, after=_kept(row))  # fmt: skip
    return row


def _locked(rule_id: str) -> AlertRule:
    row = AlertRule.objects.filter(public_id=rule_id).first()
    if row is None:
        raise RuleNotFound(_("there is no such rule"))
    lock_alerts(row.pk)
    row.refresh_from_db()
    return row


def _check(draft: AlertDraft) -> None:
    given = {name for name in AMOUNTS if getattr(draft, name) is not None}
    if not any(needed <= given for needed in NEEDED[draft.kind]):
        missing = next(iter(sorted(NEEDED[draft.kind][0] - given)), "threshold")
        raise AlertRuleInvalid(_("this kind of rule needs a number here"), field=missing)
    for name in sorted(given):
        value = getattr(draft, name)
        if not value.is_finite() or value < 0 or (name == "step" and value == 0):
            raise AlertRuleInvalid(_("give a number above 0"), field=name)
    if not re.fullmatch(r"[A-Z0-9]{3,8}", draft.currency):
        raise AlertRuleInvalid(_("name a currency such as USD"), field="currency")


def _kept(row: AlertRule) -> dict[str, Any]:
    amounts = {name: getattr(row, name) for name in AMOUNTS}
    shown = {name: f"{value:f}" for name, value in amounts.items() if value is not None}
    same = (
        "title", "kind", "currency", "mask", "excluded_logins", "excluded_groups", "brand_id",
        "enabled",
    )  # fmt: skip
    return {name: getattr(row, name) for name in same} | shown


@transaction.atomic
def see_alert(alert_id: str, *, actor: Actor, at: datetime, steps: int | None = None) -> Alert:
    """Note that someone has seen an alert; once seen it stays so until it rises a step.

    steps: those that he saw; one that rose since stays open.

    Locks: the alerts of the rule.
    Raises:
        AlertNotFound: there is no such alert.
    """
    row = Alert.objects.filter(public_id=alert_id).first()
    if row is None:
        raise AlertNotFound(_("there is no such alert"))
    lock_alerts(row.rule_id)
    row.refresh_from_db()
    if row.state == AlertState.OPEN and (steps is None or row.steps <= steps):
        row.state, row.seen_by, row.seen_at = str(AlertState.SEEN), actor.ref, at
        row.save(update_fields=["state", "seen_by", "seen_at"])
        record("risk.alert.see", subject=alert_id, actor=actor, brand_id=row.brand_id)
    return row
