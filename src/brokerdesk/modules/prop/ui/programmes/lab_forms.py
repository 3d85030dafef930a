"""Asking the laboratory: past accounts, or simulated traders."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import FormPage, UiRequest, register_form
from brokerdesk.kit.clock import now
from brokerdesk.kit.exact import plain

from ...lab import ARCHETYPES, Trader
from ...services.lab import DryRunWish, SimulationWish, start_dry_run, start_simulation
from ...services.lab.history import past_results
from . import lab_words
from .lab import to_run
from .reach import MANAGE, the_programme, to

_FIGURES = (
    "win_rate", "reward_risk", "risk_percent", "trades_per_day", "spread", "adverse", "coast",
    "leave_percent",
)  # fmt: skip
_DAYS = ("patience_days", "funded_days")
_WEIGHTS = {"beginner": 50, "gambler": 25, "steady": 12, "skilled": 3, "scalper": 10}
_LABELS = {
    "win_rate": _("Trades that win, as a share"),
    "reward_risk": _("A win brings, in multiples of the risk"),
    "risk_percent": _("A trade risks, % of the initial balance"),
    "trades_per_day": _("Trades a day"),
    "spread": _("Results are scattered by, as a share"),
    "adverse": _("Open trades go the other way by at most, in multiples of the risk"),
    "coast": _("Risk that is left once the target is reached, as a share"),
    "leave_percent": _("Left in the account at a reward, % of the initial balance"),
    "patience_days": _("A phase is given up after, days"),
    "funded_days": _("A funded account is followed for, days"),
}


class DryRunForm(forms.Form):
    """Which past."""

    source = forms.ChoiceField(
        label=_("Over"),
        choices=[("stages", _("Challenges: what the engine was told of them then")),
                 ("accounts", _("Trading accounts: their deals"))],
    )  # fmt: skip
    since = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}))
    most = forms.IntegerField(label=_("At most"), min_value=1, max_value=2000, initial=500)


class SimulationForm(forms.Form):
    """Which traders: kinds with their weights, or one of one's own."""

    paths = forms.IntegerField(
        label=_("Traders in all"), min_value=100, max_value=200_000, initial=10_000
    )
    seed = forms.IntegerField(
        label=_("Seed"), min_value=0, max_value=2**32 - 1, initial=1,
        help_text=_("The same seed gives the same result"),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, label in lab_words.ARCHETYPES.items():
            self.fields[f"weight-{name}"] = forms.IntegerField(
                label=_("Weight: %(name)s") % {"name": label},
                min_value=0, max_value=1000, initial=_WEIGHTS[name], required=False,
            )  # fmt: skip
        self.fields["weight-own"] = forms.IntegerField(
            label=_("Weight: your own"), min_value=0, max_value=1000, initial=0, required=False
        )
        self._past()
        usual = Trader()
        for name in _FIGURES:
            self.fields[name] = forms.DecimalField(
                label=_LABELS[name], min_value=0, max_value=100, max_digits=7, decimal_places=4,
                initial=plain(getattr(usual, name)),
            )  # fmt: skip
        for name in _DAYS:
            self.fields[name] = forms.IntegerField(
                label=_LABELS[name], min_value=1, max_value=730, initial=getattr(usual, name)
            )

    def _past(self) -> None:
        """Traders who draw from what was traded in challenges."""
        self.fields["weight-past"] = forms.IntegerField(
            label=_("Weight: as traders of the past"), min_value=0, max_value=1000, initial=0,
            required=False,
            help_text=_("They draw from results of closed positions of your challenges, as"
                        " multiples of the risk below; all else is as of your own trader"),
        )  # fmt: skip
        for name, label in (("past_since", _("Past from")), ("past_until", _("Past until"))):
            self.fields[name] = forms.DateField(
                label=label, required=False, widget=forms.DateInput(attrs={"type": "date"})
            )

    def clean(self) -> dict[str, Any]:
        """Days of the past have to be given where it has a weight."""
        values = super().clean() or {}
        if values.get("weight-past"):
            for name in ("past_since", "past_until"):
                if not values.get(name) and name not in self.errors:
                    self.add_error(name, _t("Give the days of the past."))
        return values

    def past(self, brand_pk: int) -> list[str]:
        """Results of the days that are asked for; none where they have no weight."""
        values = self.cleaned_data
        if not values["weight-past"]:
            return []
        since, until = (_midnight(values[name]) for name in ("past_since", "past_until"))
        return past_results(brand_pk, since, until, values["risk_percent"])

    def wish(self, programme_id: str, past: list[str]) -> SimulationWish:
        """What was asked for."""
        values = self.cleaned_data
        days = {name: values[name] for name in _DAYS}
        own = days | {name: plain(values[name]) for name in _FIGURES}
        traders = {name: days | figures(one) for name, one in ARCHETYPES.items()} | {"own": own}
        if past:
            traders["past"] = own | {"history": past}
        weights = {name: values[f"weight-{name}"] or 0 for name in traders}
        chosen = {name: one for name, one in traders.items() if weights[name]}
        return SimulationWish(
            programme_id=programme_id, traders=chosen or {"own": own},
            weights=weights if chosen else {}, paths=values["paths"], seed=values["seed"],
        )  # fmt: skip


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


def figures(trader: Trader) -> dict[str, str]:
    """A kind of trader as it is read again."""
    return {name: plain(Decimal(getattr(trader, name))) for name in _FIGURES}


def _dry_form(request: UiRequest, *, data: Any, files: Any, programme_id: str) -> DryRunForm:
    the_programme(request, programme_id)
    today = now().date()
    first = {"since": today - timedelta(days=90), "until": today + timedelta(days=1)}
    return DryRunForm(data, initial=first)


def _dry(request: UiRequest, form: DryRunForm, programme_id: str) -> str:
    the_programme(request, programme_id)
    values = form.cleaned_data
    since, until = (_midnight(values[name]) for name in ("since", "until"))
    wish = DryRunWish(
        programme_id=programme_id, since=since, until=until,
        source=values["source"], most=values["most"],
    )  # fmt: skip
    return to_run(start_dry_run(wish, actor=request.actor, at=now()).public_id)


def _simulation_form(
    request: UiRequest, *, data: Any, files: Any, programme_id: str
) -> SimulationForm:
    the_programme(request, programme_id)
    return SimulationForm(data)


def _simulate(request: UiRequest, form: SimulationForm, programme_id: str) -> str:
    programme = the_programme(request, programme_id)
    wish = form.wish(programme_id, form.past(programme.brand_id))
    return to_run(start_simulation(wish, actor=request.actor, at=now()).public_id)


def _intro(request: UiRequest, programme_id: str) -> str:
    return f"{the_programme(request, programme_id).title}. " + _t(
        "The newest version, draft or published, is tried; nothing is changed."
    )


register_form(
    FormPage(
        surface="backoffice",
        path="prop/programmes/<str:programme_id>/dry-run/",
        name="prop.lab_dry_run",
        title=_("Dry run"),
        permission=MANAGE,
        form=_dry_form,
        submit=_dry,
        intro=_intro,
        submit_label=_("Begin"),
        back=lambda request, programme_id: to(programme_id),
    )
)
register_form(
    FormPage(
        surface="backoffice",
        path="prop/programmes/<str:programme_id>/simulate/",
        name="prop.lab_simulate",
        title=_("Simulation"),
        permission=MANAGE,
        form=_simulation_form,
        submit=_simulate,
        intro=_intro,
        submit_label=_("Begin"),
        back=lambda request, programme_id: to(programme_id),
    )
)
