"""REST of alerts."""

from datetime import date, datetime
from typing import Annotated

from django.utils.translation import gettext as _
from pydantic import Field

from brokerdesk.core.rest import Amount, ApiRequest, In, Out, Page, paginate, scope
from brokerdesk.kit.clock import now

from ..errors import AlertNotFound
from ..models import Alert
from ..services.alert_rules import see_alert
from ..types import AlertState
from .common import READ, WRITE, brands_of, r


class AlertOut(Out):
    """A rule fired for a subject on a day. value: in the currency, of a margin level in percent."""

    id: str
    rule_id: str
    kind: str
    title: str
    subject: str
    day: date
    value: Amount
    currency: str
    steps: int
    figures: dict[str, str]
    first_at: datetime
    last_at: datetime
    ended_at: datetime | None
    state: str


class SeenIn(In):
    """How many steps were seen: an alert that rose since stays open; all of them without it."""

    steps: Annotated[int, Field(ge=0)] | None = None


def _out(row: Alert) -> AlertOut:
    same = (
        "subject", "day", "value", "currency", "steps", "figures", "first_at", "last_at",
        "ended_at", "state",
    )  # fmt: skip
    return AlertOut(
        id=row.public_id,
        rule_id=row.rule.public_id,
        kind=row.rule.kind,
        title=row.rule.title,
        **{name: getattr(row, name) for name in same},
    )


@r.get("/risk/alerts", response=Page[AlertOut])
@scope(READ)
def list_alerts(
    request: ApiRequest, state: AlertState | None = None, cursor: str = "", limit: int = 50
) -> Page[AlertOut]:
    """List alerts, the latest first."""
    rows = Alert.objects.select_related("rule")
    brand_pks = brands_of(request)
    if brand_pks is not None:
        rows = rows.filter(brand_id__in=brand_pks)
    return paginate(rows.filter(state=state) if state else rows, cursor, limit, out=_out)


@r.post("/risk/alerts/{alert_id}/seen", response=AlertOut)
@scope(WRITE)
def mark_seen(request: ApiRequest, alert_id: str, body: SeenIn | None = None) -> AlertOut:
    """Note that an alert was seen."""
    brand_pks = brands_of(request)
    rows = Alert.objects.filter(public_id=alert_id)
    if not (rows if brand_pks is None else rows.filter(brand_id__in=brand_pks)).exists():
        raise AlertNotFound(_("there is no such alert"))
    steps = body.steps if body else None
    return _out(see_alert(alert_id, actor=request.actor, at=now(), steps=steps))
