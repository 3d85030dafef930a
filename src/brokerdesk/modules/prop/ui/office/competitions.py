"""Competitions: held, opened, ended; the ranking, who is taken out of it, prizes by two people."""

from typing import Any, ClassVar

import django_filters as filters
import django_tables2 as tables
from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import require, scoped
from brokerdesk.core.access.queries import person_behind
from brokerdesk.core.ui import (
    Action,
    FormPage,
    ListPage,
    Nav,
    UiRequest,
    page,
    register_form,
    register_list,
    render_page,
    url,
)
from brokerdesk.core.ui.choices import set_choices
from brokerdesk.core.ui.columns import CodeColumn, StateColumn, WhenColumn
from brokerdesk.core.ui.instants import InstantField
from brokerdesk.core.words import choices, words
from brokerdesk.kit.clock import now

from ...commerce_errors import CompetitionInvalid
from ...models import Attempt, Competition, Programme, ProgrammeVersion
from ...queries.competitions import competitions as all_competitions
from ...queries.competitions import currency_of, newest_version
from ...ranking import Metric
from ...services.competitions import holding, prizes
from ...services.competitions.leaderboard import leaderboard
from ...types import AttemptState, ProgrammeKind
from .acts import Act, Place, ReasonForm, register_act, register_button
from .reach import COMPETITION, GROUP, LIVE, VIEW, may, the_row

STATES = ("draft", "open", "running", "ended")
MOST_RANKS = 200
Values = dict[str, Any]


class CompetitionFilter(filters.FilterSet):
    """Competitions by state."""

    state = filters.ChoiceFilter(
        choices=lambda: [(one, words(one)) for one in STATES], label=_("State")
    )

    class Meta:
        model = Competition
        fields = ("state",)


class CompetitionTable(tables.Table):
    """Competitions, the latest start first."""

    title = tables.Column(verbose_name=_("Competition"))
    programme = tables.Column(accessor="programme__title", verbose_name=_("Programme"))
    metric = CodeColumn(verbose_name=_("Ranked by"), orderable=False)
    opens_at = WhenColumn(verbose_name=_("Opens"))
    starts_at = WhenColumn(verbose_name=_("Starts"))
    ends_at = WhenColumn(verbose_name=_("Ends"))
    state = StateColumn(verbose_name=_("State"))

    class Meta:
        model = Competition
        fields = ("title", "programme", "metric", "opens_at", "starts_at", "ends_at", "state")
        order_by = "-starts_at"

    def render_title(self, value: str, record: Competition) -> str:
        return format_html('<a href="{}">{}</a>', to_competition(record.public_id), value)


def competitions(request: UiRequest) -> QuerySet[Competition]:
    """Competitions that the actor may see."""
    return scoped(request.actor, VIEW, all_competitions())


def to_competition(competition_id: str) -> str:
    """The page of a competition."""
    return url("backoffice", "prop.competition", competition_id=competition_id)


def the_competition(request: UiRequest, competition_id: str, permission: str) -> Competition:
    """One competition on which the actor holds a permission.

    Raises:
        NotFound: there is none, or not for him.
    """
    found = the_row(request, competitions(request), competition_id)
    require(request.actor, permission, brand_id=found.brand_id)
    return found


@page(
    "backoffice", "prop/competitions/<str:competition_id>/", name="prop.competition",
    title=_("Competition"), permission=VIEW, live=LIVE,
)  # fmt: skip
def competition_page(request: UiRequest, competition_id: str) -> HttpResponse:
    """When it is, the ranking as it stands or was frozen, prizes, who is out."""
    found = the_competition(request, competition_id, VIEW)
    holds = may(request, COMPETITION, found.brand_id)
    over, unpaid = found.state == "ended", found.approved_at is None
    mine = person_behind(request.actor.ref) in prizes.decided_by(found)
    board = found.result if over else [row.row() for row in leaderboard(found)]
    names = dict(participants(found))
    context = {
        "competition": found,
        "metric": words(found.metric),
        "board": [{**row, "who": names.get(row["attempt"], "")} for row in board[:MOST_RANKS]],
        "left_out": max(0, len(board) - MOST_RANKS),
        "excluded": sorted((names.get(key, key), why) for key, why in found.excluded.items()),
        "over_time": found.state == "running" and found.ends_at <= now(),
        "held": waits_for(found),
        "may_open": holds and found.state == "draft",
        "may_end": holds and found.state == "running",
        "may_exclude": holds and unpaid and found.state in ("running", "ended"),
        "may_approve": holds and over and unpaid and not mine,
        "waits_for_other": holds and over and unpaid and mine,
        "currency": _currency(found.programme, found.version),
    }
    return render_page(request, "prop/office/competition.html", context)


def _currency(programme: Programme, version: ProgrammeVersion | None = None) -> str:
    """What prizes are paid in; nothing while the programme was never published."""
    try:
        return currency_of(version or newest_version(programme))
    except CompetitionInvalid:
        return ""


def participants(row: Competition) -> list[tuple[str, str]]:
    """Who takes or took part: id of the challenge, the client's name."""
    joined = Attempt.objects.filter(order__competition=row).select_related("client")
    return sorted(((one.public_id, str(one.client)) for one in joined), key=lambda one: one[1])


def waits_for(row: Competition) -> list[Attempt]:
    """Who is held, and so keeps a competition from its end."""
    held = Attempt.objects.filter(order__competition=row, state=AttemptState.HELD)
    return list(held.select_related("client").order_by("pk")[:MOST_RANKS])


class CompetitionForm(forms.Form):
    """A competition to hold."""

    programme = forms.ChoiceField(
        label=_("Programme"), help_text=_("Those whose kind is a competition")
    )
    title = forms.CharField(max_length=120, label=_("Title"))
    metric = forms.ChoiceField(choices=choices(Metric), label=_("Ranked by"))
    opens_at = InstantField(label=_("Opens (UTC)"))
    starts_at = InstantField(label=_("Starts (UTC)"))
    ends_at = InstantField(label=_("Ends (UTC)"))
    prizes = forms.CharField(
        max_length=4_000,
        required=False,
        label=_("Prizes"),
        help_text=_("On each line the prize of the next rank: an amount, words, or both"),
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, data: Any, *, offered: list[tuple[str, str]]) -> None:
        super().__init__(data)
        set_choices(self, "programme", offered)

    def clean_prizes(self) -> tuple[dict[str, str], ...]:
        """One for each line: its leading amount, and the words after it."""
        found = []
        for rank, line in enumerate(self.cleaned_data["prizes"].splitlines(), 1):
            first, _sep, rest = line.strip().partition(" ")
            amount = first if first[:1].isdigit() else ""
            text = rest if amount else line.strip()
            found.append({"rank": str(rank), "money": amount, "text": text.strip()})
        return tuple(found)


def unnamed(prizes: tuple[dict[str, str], ...], currency: str) -> tuple[dict[str, str], ...]:
    """Prizes without the currency where somebody wrote it behind the amount."""
    return tuple(
        {**one, "text": one["text"][len(currency) :].strip()}
        if currency and one["money"] and one["text"].split()[:1] == [currency]
        else one
        for one in prizes
    )


def _offered(request: UiRequest) -> dict[str, Programme]:
    rows = Programme.objects.filter(kind=ProgrammeKind.COMPETITION).select_related("brand")
    own = scoped(request.actor, COMPETITION, rows).order_by("title")
    return {one.public_id: one for one in own}


def _new(request: UiRequest, *, data: Any, files: Any) -> CompetitionForm:
    named = [(key, f"{one.title} ({one.brand})") for key, one in _offered(request).items()]
    return CompetitionForm(data, offered=named)


def _create(request: UiRequest, form: CompetitionForm) -> str:
    values = form.cleaned_data
    programme = _offered(request)[values["programme"]]
    require(request.actor, COMPETITION, brand_id=programme.brand_id)
    draft = holding.CompetitionDraft(
        programme_id=programme.public_id,
        title=values["title"],
        metric=Metric(values["metric"]),
        opens_at=values["opens_at"],
        starts_at=values["starts_at"],
        ends_at=values["ends_at"],
        prizes=unnamed(values["prizes"], _currency(programme)),
    )
    row = holding.create_competition(programme.brand_id, draft, actor=request.actor, at=now())
    return to_competition(row.public_id)


class ExcludeForm(ReasonForm):
    """Who is taken out."""

    takes: ClassVar[tuple[str, ...]] = ("row",)
    attempt_id = forms.ChoiceField(label=_("Client"))
    field_order = ("attempt_id", "reason")

    def __init__(self, *, row: Competition, data: Any) -> None:
        super().__init__(data=data)
        there = [one for one in participants(row) if one[0] not in row.excluded]
        set_choices(self, "attempt_id", there)


def _exclude(request: UiRequest, row: Competition, values: Values) -> str:
    holding.disqualify(
        row.public_id, values["attempt_id"], reason=values["reason"], actor=request.actor,
        at=now(),
    )  # fmt: skip
    return _t("Out of the ranking.")


def _open(request: UiRequest, row: Competition, values: Values) -> str:
    holding.open_competition(row.public_id, actor=request.actor, at=now())
    return ""


def _end(request: UiRequest, row: Competition, values: Values) -> str:
    holding.end(row.public_id, actor=request.actor, at=now())
    return ""


def _approve(request: UiRequest, row: Competition, values: Values) -> str:
    prizes.approve_prizes(row.public_id, actor=request.actor, at=now())
    return ""


register_list(
    ListPage(
        surface="backoffice",
        path="prop/competitions/",
        name="prop.competitions",
        title=_("Competitions"),
        permission=VIEW,
        nav=Nav(GROUP, 65, icon="certificate"),
        queryset=competitions,
        table=CompetitionTable,
        filterset=CompetitionFilter,
        live=LIVE,
        actions=(Action(_("New competition"), "prop.competition_new", COMPETITION),),
        empty=_("No competition was held"),
    )
)
register_form(
    FormPage(
        surface="backoffice",
        path="prop/competitions/new/",
        name="prop.competition_new",
        title=_("New competition"),
        permission=COMPETITION,
        form=_new,
        submit=_create,
        back=lambda request: url("backoffice", "prop.competitions"),
    )
)
PLACE = Place("prop/competitions/", "competition_id", the_competition, to_competition)
register_act(
    Act(
        place=PLACE,
        path="exclude",
        name="prop.competition_exclude",
        title=_("Take out of the ranking"),
        permission=COMPETITION,
        act=_exclude,
        form=ExcludeForm,
        danger=True,
    )
)
for path, title, act, done in (
    ("open", _("Open a competition"), _open, _("Clients can join when it opens.")),
    ("end", _("End a competition"), _end, _("Ended: the ranking is frozen.")),
    ("approve", _("Approve prizes"), _approve, _("The prizes are paid.")),
):
    register_button(
        Act(
            place=PLACE,
            path=path,
            name=f"prop.competition_{path}",
            title=title,
            permission=COMPETITION,
            act=act,
            intro=done,
        )
    )
