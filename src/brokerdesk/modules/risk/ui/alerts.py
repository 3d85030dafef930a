"""Alerts: the feed with its counter, and one with its figures."""

from decimal import Decimal
from typing import Any

import django_filters as filters
import django_tables2 as tables
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import allowed, require
from brokerdesk.core.ui import (
    Action,
    ListPage,
    Nav,
    UiRequest,
    counter,
    page,
    register_list,
    render_page,
    url,
)
from brokerdesk.core.ui.columns import AgeColumn, CodeColumn, MoneyColumn, StateColumn
from brokerdesk.core.ui.texts import number_text, worth_text
from brokerdesk.core.words import choices
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.queries import actor_names

from ..errors import AlertNotFound
from ..models import Alert
from ..queries.scope import VIEW
from ..services.alert_rules import see_alert
from ..types import AlertKind, AlertState
from .common import RISK, seen

MANAGE = "risk.alert.manage"
LIVE = ("risk.alert",)
FIGURES: dict[str, Any] = {
    "percent": _("Percent of the balance before"),
    "login": _("Login"),
    "closed": _("Closed"),
    "floating": _("Change of floating"),
    "net": _("House's net"),
    "net_lots": _("Clients' net lots"),
    "equity": _("Equity"),
    "margin": _("Margin"),
    "under_60s_percent": _("Trades under 60 s, percent"),
    "book_A": _("House in book A"),
    "book_B": _("House in book B"),
    "book_none": _("House in no book"),
}
PERCENT = frozenset({"percent", "under_60s_percent"})


class AlertFilter(filters.FilterSet):
    """Alerts by kind, state and day."""

    kind = filters.ChoiceFilter(
        field_name="rule__kind", choices=choices(AlertKind), label=_("Kind")
    )
    state = filters.ChoiceFilter(choices=choices(AlertState), label=_("State"))
    day = filters.DateFilter(label=_("Day"))

    class Meta:
        model = Alert
        fields = ("state", "day")


class AlertTable(tables.Table):
    """Alerts, the latest first."""

    rule = tables.Column(accessor="rule__title", verbose_name=_("Rule"), orderable=False)
    kind = CodeColumn(accessor="rule__kind", verbose_name=_("Kind"), orderable=False)
    subject = tables.Column(verbose_name=_("Of"), orderable=False)
    value = MoneyColumn(verbose_name=_("Value"), orderable=False)
    steps = tables.Column(verbose_name=_("Steps"), orderable=False)
    last_at = AgeColumn(verbose_name=_("Age"))
    ended_at = AgeColumn(verbose_name=_("Over for"), orderable=False)
    state = StateColumn(verbose_name=_("State"), orderable=False)

    class Meta:
        model = Alert
        fields = ("rule", "kind", "subject", "value", "steps", "last_at", "ended_at", "state")
        order_by = "-last_at"

    def render_rule(self, value: str, record: Alert) -> str:
        href = url("backoffice", "risk.alert", alert_id=record.public_id)
        return format_html('<a href="{}">{}</a>', href, value)

    def render_steps(self, value: int) -> str:
        return str(value or "–")

    def render_subject(self, value: str, record: Alert) -> str:
        return str(record.account.login) if record.account else value

    def render_value(self, value: Any, record: Alert) -> str:
        if record.rule.kind == AlertKind.MARGIN_LEVEL:
            return f"{number_text(value, 1)}\u00a0%"
        return worth_text(value, record.currency)


def alerts(request: UiRequest) -> QuerySet[Alert]:
    """Alerts of brands whose risk the actor may see; of all brands for those who see all."""
    brand_pks = seen(request)
    rows = Alert.objects.select_related("rule", "account")
    return rows if brand_pks is None else rows.filter(brand_id__in=brand_pks)


register_list(
    ListPage(
        surface="backoffice",
        path="risk/alerts/",
        name="risk.alerts",
        title=_("Alerts"),
        permission=VIEW,
        nav=Nav(RISK, 15, icon="inbox"),
        queryset=alerts,
        table=AlertTable,
        filterset=AlertFilter,
        live=LIVE,
        actions=(Action(_("Rules"), "risk.alert_rules", VIEW, "settings"),),
        empty=_("No alert yet"),
    )
)


@counter(
    "risk_alerts", title=_("Alerts of risk"), url_name="risk.alerts", permission=VIEW, live=LIVE
)
def open_alerts(request: UiRequest) -> int:
    """Alerts that nobody has seen."""
    return alerts(request).filter(state=AlertState.OPEN).count()


def the_alert(request: UiRequest, alert_id: str) -> Alert:
    """One alert that the actor may see."""
    found = alerts(request).filter(public_id=alert_id).first()
    if found is None:
        raise AlertNotFound(_t("There is no such alert."))
    return found


def _figure(name: str, value: str, currency: str) -> str:
    if name == "login":
        return value
    if name == "net_lots":
        return number_text(Decimal(value))
    if name in PERCENT:
        return f"{number_text(Decimal(value), 2)}\u00a0%"
    return worth_text(value, currency)


def _seen(request: UiRequest, alert: Alert) -> Alert:
    shown = request.POST.get("steps", "")
    steps = int(shown) if shown.isascii() and shown.isdigit() else alert.steps
    found = see_alert(alert.public_id, actor=request.actor, at=now(), steps=steps)
    if found.state == AlertState.OPEN:
        messages.warning(request, _t("It rose meanwhile: look again."))
    return found


@page("backoffice", "risk/alerts/<str:alert_id>/", name="risk.alert", title=_("Alert"),
      permission=VIEW, live=LIVE)  # fmt: skip
def alert_page(request: UiRequest, alert_id: str) -> HttpResponse:
    """One alert with its figures; seen by a press of a button."""
    found = the_alert(request, alert_id)
    may = allowed(request.actor, MANAGE, brand_id=found.brand_id)
    if request.method == "POST":
        require(request.actor, MANAGE, brand_id=found.brand_id)
        found = _seen(request, found)
    context = {
        "alert": found, "figures": [
            (FIGURES.get(name, name), _figure(name, value, found.currency))
            for name, value in found.figures.items()
        ],
        "seen_by": actor_names([found.seen_by]).get(found.seen_by, ""),
        "may_see": may and found.state == AlertState.OPEN,
        "is_level": found.rule.kind == AlertKind.MARGIN_LEVEL,
    }  # fmt: skip
    return render_page(request, "risk/alert.html", context, title=found.rule.title)
