"""The form of a plan's body: any distribution, rules as rows, filters, caps, rebate."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import allowed
from brokerdesk.core.actors import Actor
from brokerdesk.core.texts import translated
from brokerdesk.core.ui.choices import set_choices
from brokerdesk.modules.brands.queries import brands

from ..engine import Basis, ChargeOn, Distribution, FundedBy, Plan, PlanError
from ..services.offered import check_offered
from .rule_words import BASES, DISTRIBUTIONS, SIDES

MANAGE = "partners.plan.manage"
MOST_RULES: Final = 60
USED: Final[Mapping[str, str]] = {
    Distribution.LEVEL: "levels",
    Distribution.RATIO: "levels",
    Distribution.RANK_SLICES: "slices",
    Distribution.SPLIT: "keep",
    Distribution.PERCENT_OF_SUB: "percent_of_sub",
}
SHARES: Final = ("levels", "slices", "keep", "percent_of_sub")
ON_TOP: Final = ("overriding", "same_rank_bonus")
FILTERS: Final = (
    "min_duration_s", "min_points", "max_spread_points", "cap_per_trade", "cap_per_day",
)  # fmt: skip
_PLAIN: Final = ("percent_of_sub", "same_rank_bonus", "max_total", "time_zone")
_RULE = re.compile(r"rule-(\d{1,3})-basis")
_KEY = re.compile(r"([a-z_]+)(?:\[(\d+)\])?(?:\.([a-z_]+))?")


def _text(label: Any, hint: Any = "", **options: Any) -> forms.CharField:
    return forms.CharField(
        max_length=options.pop("most", 20), required=False, label=label, help_text=hint, **options
    )


class RuleForm(forms.Form):
    """One rule: what it counts, at what value, for what."""

    basis = forms.ChoiceField(choices=[(str(b), BASES[b]) for b in Basis], label=_("Counts"))
    value = _text(_("Value"), initial="1")
    charge_on = forms.ChoiceField(choices=[(str(c), SIDES[c]) for c in ChargeOn], label=_("Side"))
    symbol = _text(_("Symbol"), most=40)
    symbol_group = _text(_("Symbol group"), most=40)
    account_type = _text(_("Account type"), most=40)
    partner = _text(_("Partner's id"), most=40)

    @property
    def number(self) -> str:
        """The row's number in the form, as it is removed by."""
        return str(self.prefix).removeprefix("rule-")

    def body(self) -> dict[str, str]:
        """The rule as the engine reads it; what was left empty is left out."""
        values = {name: str(self.cleaned_data[name]).strip() for name in self.fields}
        side = values.pop("charge_on")
        found = {name: value for name, value in values.items() if value}
        return found if side == ChargeOn.CLOSE else found | {"charge_on": side}


class PlanBodyForm(forms.Form):
    """What a plan pays. `rules` are rows beside the form's own fields."""

    distribution = forms.ChoiceField(
        choices=[(str(d), DISTRIBUTIONS[d]) for d in Distribution],
        required=False, label=_("How the chain shares"), initial="level",
    )  # fmt: skip
    levels = _text(
        _("By level"), _("The direct partner first, then those above him: 6, 3, 1"), most=200
    )
    slices = _text(_("Slices by rank"), _("The lowest rank first: Bronze 1, Silver 2"), most=600)
    keep = _text(
        _("Kept of what is left"),
        _("The direct partner first: 0.60, 0.70; the last takes the rest"), most=200,
    )  # fmt: skip
    percent_of_sub = _text(_("Share of the amount below"), _("0.20 is a fifth"))
    overriding = _text(
        _("On top: shares of what those below got"),
        _("The nearest below first: 0.10, 0.05; empty: none"), most=200,
    )  # fmt: skip
    same_rank_bonus = _text(
        _("On top: share of what the one of equal rank below got"),
        _("For whom one of his own rank below keeps out: 0.10"),
    )  # fmt: skip
    max_total = _text(_("At most per unit, all together"), _("The plan is refused above"))
    min_duration_s = _text(_("Open for at least, seconds"))
    min_points = _text(_("Price moved at least, points"))
    max_spread_points = _text(_("Spread counted up to, points"))
    cap_per_trade = _text(_("At most per trade"), _("What comes on top is not counted"))
    cap_per_day = _text(_("At most per day"), _("What comes on top is not counted"))
    time_zone = _text(_("Day's time zone"), _("For the cap per day; empty: UTC"), most=60)
    share = _text(_("Rebate's share"), _("0.40 of the direct partner's commission"))
    funded_by = forms.ChoiceField(
        choices=[(str(FundedBy.PARTNER), _("Partner")), (str(FundedBy.BROKER), _("Broker"))],
        required=False, label=_("Rebate paid by"),
    )  # fmt: skip

    def __init__(self, *args: Any, body: Mapping[str, Any] | None = None, **options: Any) -> None:
        options["initial"] = {**(options.get("initial") or {}), **shown(body or {})}
        super().__init__(*args, **options)
        self.plan: Plan | None = None
        self.brand_pk = 0
        self.rules = list(self._rules(body or {}))

    def _rules(self, body: Mapping[str, Any]) -> Iterator[RuleForm]:
        if not self.is_bound:
            for n, rule in enumerate(body.get("rules", ({},))):
                yield RuleForm(prefix=f"rule-{n}", initial=rule)
            return
        gone = self.data.get("remove", "")
        found = sorted({int(m[1]) for key in self.data if (m := _RULE.fullmatch(key))})
        for n in [n for n in found if str(n) != gone]:
            yield RuleForm(self.data, prefix=f"rule-{n}")
        if not found or "more" in self.data:
            n = found[-1] + 1 if found else 0
            given = {f"rule-{n}-basis": "lot", f"rule-{n}-value": "1",
                     f"rule-{n}-charge_on": "close"}  # fmt: skip
            yield RuleForm(given, prefix=f"rule-{n}")

    @property
    def chosen(self) -> str:
        """The distribution that is chosen now."""
        given = self.data.get("distribution") if self.is_bound else self.initial["distribution"]
        return str(given or Distribution.LEVEL)

    @property
    def share_fields(self) -> list[tuple[forms.BoundField, bool]]:
        """The fields of shares and of what comes on top, and whether the distribution uses each."""
        used = {USED.get(self.chosen), "overriding"}
        if self.chosen == Distribution.RANK_SLICES:
            used.add("same_rank_bonus")
        return [(self[name], name in used) for name in (*SHARES, *ON_TOP)]

    @property
    def filter_fields(self) -> list[forms.BoundField]:
        """Conditions and caps."""
        return [self[name] for name in (*FILTERS, "time_zone")]

    @property
    def rebate_fields(self) -> list[forms.BoundField]:
        """The rebate."""
        return [self["share"], self["funded_by"]]

    def body(self) -> dict[str, Any]:
        """The body as the engine reads it; what the distribution does not use is left out."""
        values = self.cleaned_data
        distribution = values.get("distribution") or str(Distribution.LEVEL)
        found: dict[str, Any] = {"distribution": distribution}
        used = USED.get(distribution)
        if used == "slices":
            found[used] = _slices(values.get(used, ""))
        elif used == "percent_of_sub":
            found[used] = values.get(used) or None
        elif used is not None:
            found[used] = _listed(values.get(used, ""))
        if values.get("overriding"):
            found["overriding"] = _listed(values["overriding"])
        if values.get("same_rank_bonus") and distribution == Distribution.RANK_SLICES:
            found["same_rank_bonus"] = values["same_rank_bonus"]
        found["rules"] = [rule.body() for rule in self.rules]
        filters = {name: _filter(name, values[name]) for name in FILTERS if values.get(name)}
        if values.get("share"):
            rebate = {"share": values["share"], "funded_by": values.get("funded_by") or "partner"}
            found["rebate"] = rebate
        if values.get("time_zone"):
            found["time_zone"] = values["time_zone"]
        if filters:
            found["filters"] = filters
        found["max_total"] = values.get("max_total") or None
        return found

    def check_body(self, *, currency: str, brand_pk: int) -> None:
        """Read the body as the service will; what is wrong is said at its field."""
        self.brand_pk = brand_pk
        for rule in self.rules:  # all of them, so that each shows its faults
            rule.full_clean()
        if len(self.rules) > MOST_RULES:
            said = _t("More than %(most)s rules are changed as JSON.") % {"most": MOST_RULES}
            self.add_error(None, said)
            return
        if any(rule.errors for rule in self.rules):
            self.add_error(None, _t("Mend the rules below."))
            return
        try:
            self.plan = check_offered(self.body(), currency=currency, brand_pk=brand_pk)
        except PlanError as error:
            self._place(error)

    def _place(self, error: PlanError) -> None:
        """Put a fault on the field, or the rule, that its key names."""
        said = error.args[0]
        fault = translated(said.params["fault"]) if hasattr(said, "params") else translated(said)
        match = _KEY.match(error.key)
        name, place, inner = match.groups() if match else ("", None, None)
        if name == "rules" and place is not None:
            rule = self.rules[int(place)]
            rule.add_error(inner if inner in rule.fields else None, fault)
            self.add_error(None, _t("Rule %(n)s: %(fault)s") % {"n": int(place) + 1,
                                                                "fault": fault})  # fmt: skip
            return
        field = inner if inner in self.fields else name
        where = f"{int(place) + 1}: " if place is not None else ""
        self.add_error(field if field in self.fields else None, where + fault)


class NewPlanForm(PlanBodyForm):
    """A new plan: whose, named how, in what currency."""

    brand = forms.ChoiceField(label=_("Brand"))
    name = forms.CharField(max_length=80, label=_("Name"))
    currency = forms.CharField(min_length=3, max_length=3, initial="USD", label=_("Currency"))
    default = forms.BooleanField(required=False, label=_("For all partners without another plan"))

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        mine = [b for b in brands() if allowed(actor, MANAGE, brand_id=b.pk)]
        set_choices(self, "brand", [(str(b.pk), b.name) for b in mine])

    @property
    def head_fields(self) -> list[forms.BoundField]:
        """Whose plan it is."""
        return [self[name] for name in ("brand", "name", "currency", "default")]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("brand") and values.get("currency"):
            currency = values["currency"].upper()
            self.check_body(currency=currency, brand_pk=int(values["brand"]))
        return values


class ChangePlanForm(PlanBodyForm):
    """Another version of a plan."""

    def __init__(self, *args: Any, currency: str, brand_pk: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self._currency, self.brand_pk = currency, brand_pk

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        self.check_body(currency=self._currency, brand_pk=self.brand_pk)
        return values


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",")]


def _slices(text: str) -> list[dict[str, str]]:
    """Ranks with a value each, `Bronze 1, Silver 2`."""
    found = []
    for part in re.split(r"[,\n]", text):
        rank, _space, value = part.strip().rpartition(" ")
        found.append({"rank": rank.strip(), "value": value})
    return found


def _filter(name: str, value: str) -> str | int:
    return int(value) if name.startswith("min_") and value.isdecimal() else value


def shown(body: Mapping[str, Any]) -> dict[str, Any]:
    """A body as the form's first values."""
    found: dict[str, Any] = {"distribution": body.get("distribution", "level")}
    for name in ("levels", "keep", "overriding"):
        found[name] = ", ".join(body.get(name) or ())
    slices = body.get("slices") or []
    if isinstance(slices, Mapping):
        slices = [{"rank": rank, "value": value} for rank, value in slices.items()]
    found["slices"] = ", ".join(f"{row['rank']} {row['value']}" for row in slices)
    filters, rebate = body.get("filters") or {}, body.get("rebate") or {}
    return found | {
        **{name: body.get(name) or "" for name in _PLAIN},
        **{name: filters.get(name) or "" for name in FILTERS},
        "share": rebate.get("share", ""),
        "funded_by": rebate.get("funded_by", "partner"),
    }
