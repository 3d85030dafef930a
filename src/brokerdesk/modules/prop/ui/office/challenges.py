"""All challenges that are judged, the nearest to a floor first."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import django_filters as filters
import django_tables2 as tables
from django.apps import apps
from django.db.models import Case, DecimalField, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Greatest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import Action, ListPage, Nav, UiRequest, register_list
from brokerdesk.core.ui.badges import badge
from brokerdesk.core.ui.columns import (
    RIGHT,
    AgeColumn,
    LinkColumn,
    MoneyColumn,
    StateColumn,
    WorthColumn,
)
from brokerdesk.core.ui.texts import age_html, lines_html, number_text, worth_text
from brokerdesk.core.words import choices
from brokerdesk.modules.brands.queries import brands
from brokerdesk.modules.valuation.queries import trust
from brokerdesk.modules.valuation.types import Quality

from ...models import Stage
from ...types import WATCHED, AttemptState, StageState
from .reach import GROUP, LIVE, MANAGE, VIEW, stages, to_attempt

NEAR_FLOOR, NEAR_TARGET = Decimal("0.02"), Decimal("0.01")
EVERY_MS = 5_000
WHICH = [
    ("opening", _("Being opened")),
    ("ended", _("Ended")),
    ("all", _("All")),
]
_STATES = {
    "opening": [StageState.PROVISIONING],
    "ended": [StageState.ENDED],
    "all": list(StageState),
}
PLATFORMS = [("mt4", "MT4"), ("mt5", "MT5"), ("ctrader", "cTrader")]
NEAR = [("floor", _("A floor")), ("target", _("The target"))]


class ChallengeFilter(filters.FilterSet):
    """Challenges by where they stand, programme, platform, brand, and what they are near to."""

    which = filters.ChoiceFilter(
        choices=WHICH, method="as_asked", label=_("Which"), empty_label=_("Judged now")
    )
    state = filters.ChoiceFilter(
        field_name="attempt__state", choices=choices(AttemptState), label=_("State")
    )
    programme = filters.CharFilter(
        field_name="attempt__title", lookup_expr="icontains", max_length=80, label=_("Programme")
    )
    phase = filters.CharFilter(
        field_name="name", lookup_expr="icontains", max_length=80, label=_("Phase")
    )
    platform = filters.ChoiceFilter(
        field_name="account__server__kind", choices=PLATFORMS, label=_("Platform")
    )
    brand = filters.ChoiceFilter(
        field_name="attempt__brand_id",
        choices=lambda: [(one.pk, one.name) for one in brands()],
        label=_("Brand"),
    )
    near = filters.ChoiceFilter(choices=NEAR, method="only_near", label=_("Near to"))

    class Meta:
        model = Stage
        fields = ("state",)

    def as_asked(self, rows: QuerySet[Stage], name: str, value: str) -> QuerySet[Stage]:
        """`challenges` read it already."""
        return rows

    def only_near(self, rows: QuerySet[Stage], name: str, value: str) -> QuerySet[Stage]:
        """What is within a small part of its size of a floor or of its target."""
        if value == "floor":
            return rows.filter(room_ratio__lt=NEAR_FLOOR)
        return rows.filter(equity__gte=F("target") - F("initial") * NEAR_TARGET)


class ChallengeTable(tables.Table):
    """Challenges with what is left to their floors and targets.

    What stands small below another figure is a column of its own in exports.
    """

    client = LinkColumn(
        lambda row: to_attempt(row.attempt.public_id),
        accessor="attempt__client", verbose_name=_("Client"), orderable=False,
    )  # fmt: skip
    login = tables.Column(accessor="account__login", verbose_name=_("Login"), visible=False)
    title = tables.Column(accessor="attempt__title", verbose_name=_("Programme"), orderable=False)
    name = tables.Column(verbose_name=_("Phase"), visible=False)
    state = StateColumn(accessor="attempt__state", verbose_name=_("State"), orderable=False)
    equity = WorthColumn(verbose_name=_("Equity"))
    floor = MoneyColumn(verbose_name=_("Floor"))
    room = WorthColumn(verbose_name=_("Room"), order_by="room_ratio")
    room_ratio = tables.Column(verbose_name=_("Room, %"), visible=False)
    target_left = WorthColumn(verbose_name=_("To the target"))
    trading_days = tables.Column(verbose_name=_("Trading days"), attrs=RIGHT)
    trust = StateColumn(verbose_name=_("Value"), visible=False)
    marked_at = AgeColumn(verbose_name=_("Age"))

    class Meta:
        model = Stage
        fields = (
            "client", "login", "title", "name", "state", "equity", "floor", "room", "room_ratio",
            "target_left", "trading_days", "trust", "marked_at",
        )  # fmt: skip
        order_by = "room"

    def render_client(self, value: object, record: Stage, column: LinkColumn) -> str:
        link = column.render(value, record, self)
        return lines_html(link, record.account.login if record.account else "")

    def render_title(self, value: str, record: Stage) -> str:
        return lines_html(value, record.name)

    def render_room(self, value: Decimal, record: Stage) -> str:
        ratio = record.room_ratio
        if ratio is None:
            return worth_text(value, record.currency)
        css = "num-down" if ratio < NEAR_FLOOR else ""
        share = format_html('<span class="{}">{} %</span>', css, percent(ratio))
        return lines_html(worth_text(value, record.currency), share)

    def render_marked_at(self, value: datetime, record: Any) -> str:
        """The age, and what is doubted where that is the case."""
        doubted = record.trust and record.trust != Quality.REPORTED
        return lines_html(age_html(value), badge(record.trust)) if doubted else age_html(value)

    def value_room_ratio(self, value: float) -> str:
        return percent(value)


def percent(share: float) -> str:
    """A share of one in percent, to a hundredth."""
    return number_text(Decimal(f"{share * 100:.2f}"), 2)


def challenges(request: UiRequest) -> QuerySet[Stage]:
    """Stages that are judged now, or those asked for, with how they are valued."""
    stands = apps.get_model("valuation", "Stand").objects.filter(account=OuterRef("account"))
    states = _STATES.get(request.GET.get("which", ""), list(WATCHED))
    left = Case(
        When(
            target__isnull=False,
            then=Greatest(F("target") - F("equity"), Decimal(0), output_field=DecimalField()),
        )
    )
    return (
        stages(request)
        .filter(state__in=states)
        .annotate(trust=Subquery(stands.values(said=trust())[:1]), target_left=left)
        .defer("engine", "document", "attempt__document", "attempt__terms")
    )


def search_challenges(rows: QuerySet[Stage], text: str) -> QuerySet[Stage]:
    """Challenges by login, name, mail or id."""
    client = "attempt__client__"
    found = (
        Q(**{f"{client}email__icontains": text})
        | Q(**{f"{client}first_name__icontains": text})
        | Q(**{f"{client}last_name__icontains": text})
        | Q(attempt__public_id=text)
        | Q(public_id=text)
    )
    if text.isascii() and text.isdigit() and len(text) < 19:
        found |= Q(account__login=int(text))
    return rows.filter(found)


register_list(
    ListPage(
        surface="backoffice",
        path="prop/challenges/",
        name="prop.challenges",
        title=_("Challenges"),
        permission=VIEW,
        nav=Nav(GROUP, 10, icon="chart-line"),
        queryset=challenges,
        table=ChallengeTable,
        filterset=ChallengeFilter,
        search=search_challenges,
        live=LIVE,
        every_ms=EVERY_MS,
        actions=(Action(_("Do it to many"), "prop.bulk_pick", MANAGE, "list-check"),),
        empty=_("No challenge is judged now"),
    )
)
