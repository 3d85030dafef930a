"""What looks like prohibited conduct: the queue, one signal with its evidence, what is said."""

from typing import Any

import django_filters as filters
import django_tables2 as tables
from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import require, scoped
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
from brokerdesk.core.ui.columns import AgeColumn, CodeColumn, StateColumn
from brokerdesk.core.words import choices, words
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.queries import actor_names

from ...models import Attempt, Signal
from ...services.signals.deciding import decide_signal
from ...services.signals.linked import without_addresses
from ...types import SignalKind
from .acts import Act, Place, register_act
from .reach import GROUP, LIVE, SIGNAL, VIEW, may, the_row, to_attempt
from .signal_words import figures_of, meaning_of, tables_of

STATES = ("open", "dismissed", "confirmed")
Values = dict[str, Any]


class SignalFilter(filters.FilterSet):
    """Signals by kind and state."""

    state = filters.ChoiceFilter(
        choices=lambda: [(one, words(one)) for one in STATES], label=_("State")
    )
    kind = filters.ChoiceFilter(choices=choices(SignalKind), label=_("Kind"))

    class Meta:
        model = Signal
        fields = ("state", "kind")


class SignalTable(tables.Table):
    """Signals, newest first."""

    kind = CodeColumn(verbose_name=_("What"))
    client = tables.Column(accessor="attempt__client", verbose_name=_("Client"), orderable=False)
    title = tables.Column(accessor="attempt__title", verbose_name=_("Programme"), orderable=False)
    brand = tables.Column(accessor="attempt__brand__name", verbose_name=_("Brand"), orderable=False)
    evidence = tables.Column(
        verbose_name=_("In short"), orderable=False, attrs={"td": {"class": "text-break"}}
    )
    found_at = AgeColumn(verbose_name=_("Found"))
    state = StateColumn(verbose_name=_("State"))

    class Meta:
        model = Signal
        fields = ("kind", "client", "title", "brand", "evidence", "found_at", "state")
        order_by = "-found_at"

    def render_kind(self, value: str, record: Signal) -> str:
        href = to_signal(record.public_id)
        return format_html('<a href="{}">{}</a>', href, words(value))

    def render_evidence(self, record: Signal) -> str:
        return ", ".join(f"{name}: {value}" for name, value in figures_of(record.evidence)[:3])


def signals(request: UiRequest, permission: str = VIEW) -> QuerySet[Signal]:
    """Signals of challenges on which the actor holds a permission."""
    rows = Signal.objects.select_related("attempt__client", "attempt__brand").defer(
        "attempt__document", "attempt__terms"
    )
    return scoped(request.actor, permission, rows, brand="attempt__brand_id")


def to_signal(signal_id: str) -> str:
    """The page of a signal."""
    return url("backoffice", "prop.signal", signal_id=signal_id)


def the_signal(request: UiRequest, signal_id: str, permission: str) -> Signal:
    """One signal on which the actor holds a permission.

    Raises:
        NotFound: there is none, or not for him.
    """
    found = the_row(request, signals(request), signal_id)
    require(request.actor, permission, brand_id=found.attempt.brand_id)
    return found


register_list(
    ListPage(
        surface="backoffice",
        path="prop/signals/",
        name="prop.signals",
        title=_("Signals of conduct"),
        permission=VIEW,
        nav=Nav(GROUP, 40, icon="alert-triangle"),
        queryset=signals,
        table=SignalTable,
        filterset=SignalFilter,
        live=LIVE,
        actions=(Action(_("Limits"), "prop.signal_limits", SIGNAL, icon="adjustments"),),
        intro=_(
            "Evidence for a person, never a verdict. Whether traders are paid to the same account "
            "or card is not known here."
        ),
        empty=_("Nothing looks prohibited"),
    )
)


@counter(
    "prop_signals",
    title=_("Signals of conduct to look at"),
    url_name="prop.signals",
    permission=SIGNAL,
    live=LIVE,
)
def waiting(request: UiRequest) -> int:
    """Open signals."""
    return signals(request, SIGNAL).filter(state="open").count()


@page(
    "backoffice", "prop/signals/<str:signal_id>/", name="prop.signal", title=_("Signal"),
    permission=VIEW, live=LIVE,
)  # fmt: skip
def signal_page(request: UiRequest, signal_id: str) -> HttpResponse:
    """What was found, by which threshold, with each deal."""
    found = the_signal(request, signal_id, VIEW)
    decides = may(request, SIGNAL, found.attempt.brand_id)
    context = {
        "signal": found,
        "attempt": found.attempt,
        "meaning": meaning_of(SignalKind(found.kind)),
        "figures": figures_of(found.evidence),
        "tables": tables_of(found.evidence if decides else without_addresses(found.evidence)),
        "others": _others(request, found),
        "decided_name": actor_names([found.decided_by]).get(found.decided_by, ""),
        "may_decide": found.state == "open" and decides,
    }
    return render_page(request, "prop/office/signal.html", context)


def _others(request: UiRequest, signal: Signal) -> list[tuple[str, str]]:
    """The other challenges that it names, as far as the actor may see them."""
    rows = Attempt.objects.filter(public_id__in=signal.evidence.get("attempts", ()))
    own = scoped(request.actor, VIEW, rows.select_related("client"))
    return [(f"{one.client} · {one.title}", to_attempt(one.public_id)) for one in own]


class NoteForm(forms.Form):
    """What was seen."""

    note = forms.CharField(
        max_length=500, label=_("Note"), widget=forms.Textarea(attrs={"rows": 3})
    )


def _confirm(request: UiRequest, signal: Signal, values: Values) -> str:
    _decide(request, signal, values, confirmed=True)
    return _t("Confirmed. What follows for the challenge is decided on its page.")


def _dismiss(request: UiRequest, signal: Signal, values: Values) -> str:
    _decide(request, signal, values, confirmed=False)
    return _t("Dismissed.")


def _decide(request: UiRequest, signal: Signal, values: Values, *, confirmed: bool) -> None:
    decide_signal(
        signal.public_id, confirmed=confirmed, note=values["note"], actor=request.actor, at=now()
    )


PLACE = Place("prop/signals/", "signal_id", the_signal, to_signal)
for path, title, act in (
    ("confirm", _("Confirm a signal"), _confirm),
    ("dismiss", _("Dismiss a signal"), _dismiss),
):
    register_act(
        Act(
            place=PLACE,
            path=path,
            name=f"prop.signal_{path}",
            title=title,
            permission=SIGNAL,
            act=act,
            form=NoteForm,
        )
    )
