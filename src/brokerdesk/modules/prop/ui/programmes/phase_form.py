"""One phase of the editor: every rule with its own fields, those switched on being written."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _

from ...engine.programme import RuleName
from . import words

MONEY: Final = "money"
_OF: Final = {
    "initial": _("% of the initial balance"),
    "anchor": _("% of the level at the reset"),
    "peak": _("% of the highest level"),
    MONEY: _("an amount of money"),
}
_SOFT = [(str(a), words.ACTIONS[a]) for a in words.ACTIONS if str(a) != "pause_until_reset"]


class Part(NamedTuple):
    """A rule as the page shows it: its switch and its fields."""

    switch: forms.BoundField
    fields: list[forms.BoundField]


def _pick(label: Any, of: Mapping[Any, Any]) -> forms.ChoiceField:
    choices = [(str(one), text) for one, text in of.items()]
    return forms.ChoiceField(label=label, choices=choices, required=False)


def _text(label: Any, initial: str = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=40, required=False, initial=initial)


def _whole(label: Any, initial: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=0, max_value=1_000_000, required=False, initial=initial
    )


def _flag(label: Any, *, initial: bool = False) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, initial=initial)


def _amount(label: Any, initial: str, *of: str) -> dict[str, forms.Field]:
    return {"amount": _text(label, initial), "of": _pick(_("Of"), {one: _OF[one] for one in of})}


def _actions() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Then"), choices=_SOFT, required=False)


def rule_fields() -> dict[RuleName, dict[str, forms.Field]]:
    """The fields of each rule, with what the format takes where nothing is said."""
    measure, breach = _("Compared is"), _("Breached")
    return {
        RuleName.MAX_DAILY_LOSS: _amount(_("At most"), "5", "initial", "anchor", MONEY)
        | {
            "anchor": _pick(_("Below"), words.ANCHORS),
            "measure": _pick(measure, words.MEASURES),
            "breach_when": _pick(breach, words.BREACHES),
            "action": _pick(_("Then"), words.ACTIONS),
        },
        RuleName.MAX_OVERALL_LOSS: _amount(_("At most"), "10", "initial", "peak", MONEY)
        | {
            "mode": _pick(_("The floor"), words.MODES),
            "floor_at": _text(_("Stops for good at (empty: never)")),
            "lock_on_withdrawal": _flag(_("The first withdrawal puts the floor there")),
            "on_withdrawal": _pick(_("A withdrawal"), words.WITHDRAWALS),
            "measure": _pick(measure, words.MEASURES),
            "breach_when": _pick(breach, words.BREACHES),
        },
        RuleName.PROFIT_TARGET: _amount(_("At least"), "10", "initial", MONEY)
        | {
            "measure": _pick(_("Measured by"), words.PROFITS),
            "flat": _flag(_("Nothing may be open"), initial=True),
        },
        RuleName.MIN_TRADING_DAYS: {
            "days": _whole(_("Days"), 4),
            "counts": _pick(_("A day counts when"), words.COUNTS),
            "amount": _text(_("Threshold"), "0.5"),
            "of": _pick(_("Of"), {one: _OF[one] for one in ("initial", MONEY)}),
        },
        RuleName.MAX_DAYS: {"days": _whole(_("Days"), 30)},
        RuleName.INACTIVITY: {"days": _whole(_("Days without a trade"), 30)},
        RuleName.CONSISTENCY: {
            "max_share": _text(_("Best day at most, as a share"), "0.40"),
            "denominator": _pick(_("Share of"), words.DENOMINATORS),
            "strict": _flag(_("Less than it, not equal")),
        },
        RuleName.MAX_LOTS: {
            "lots": _text(_("Lots"), "20"),
            "scope": _pick(_("Counted"), words.SCOPES),
            "action": _actions(),
        },
        RuleName.NEWS_WINDOW: {
            "before_s": _whole(_("Seconds before"), 120),
            "after_s": _whole(_("Seconds after"), 120),
            "action": _actions(),
        },
        RuleName.WEEKEND_FLAT: {"action": _actions()},
    }


class PhaseForm(forms.Form):
    """A phase: name, funded with its split, and rules."""

    name = forms.CharField(label=_("Phase"), max_length=80)
    funded = _flag(_("Funded"))
    split = _text(_("Trader's share when funded"), "0.80")

    def __init__(self, *args: Any, body: Mapping[str, Any] | None = None, **options: Any) -> None:
        if body is not None:
            options["initial"] = shown(body)
        super().__init__(*args, **options)
        for rule, fields in rule_fields().items():
            self.fields[str(rule)] = _flag(words.RULES[rule])
            for key, field in fields.items():
                self.fields[f"{rule}-{key}"] = field

    @property
    def number(self) -> str:
        """The phase's number in the form, as it is removed by."""
        return str(self.prefix).removeprefix("phase-")

    @property
    def head(self) -> list[forms.BoundField]:
        """What the phase is."""
        return [self[name] for name in ("name", "funded", "split")]

    @property
    def parts(self) -> Iterator[Part]:
        """Rule by rule."""
        for rule, fields in rule_fields().items():
            yield Part(self[str(rule)], [self[f"{rule}-{key}"] for key in fields])

    def body(self) -> dict[str, Any]:
        """The phase as the engine reads it."""
        values = self.cleaned_data
        found: dict[str, Any] = {"name": values["name"]}
        if values["funded"]:
            found |= {"funded": True, "split": values["split"]}
        chosen = [rule for rule in RuleName if values.get(str(rule))]
        return found | {"rules": [self._rule(rule) for rule in chosen]}

    def order(self) -> list[RuleName]:
        """The rules in the order of the body."""
        return [rule for rule in RuleName if self.cleaned_data.get(str(rule))]

    def _rule(self, rule: RuleName) -> dict[str, Any]:
        given = {key: self.cleaned_data[f"{rule}-{key}"] for key in rule_fields()[rule]}
        found = {key: value for key, value in given.items() if value not in ("", None)}
        if "of" in given:
            amount = _written(found.pop("amount", ""), found.pop("of", ""))
            key = "threshold" if rule is RuleName.MIN_TRADING_DAYS else "amount"
            found = {key: amount} | found
        if rule is RuleName.MAX_OVERALL_LOSS:
            found["lock"] = _lock(found.pop("floor_at", ""), found.pop("lock_on_withdrawal"))
        return {"rule": str(rule), **found}


def _written(amount: str, of: str) -> dict[str, str]:
    return {MONEY: amount} if of == MONEY else {"percent": amount, "of": of or "initial"}


def _lock(floor_at: str, on_withdrawal: bool) -> dict[str, Any] | None:
    return {"floor_at": floor_at, "on_withdrawal": on_withdrawal} if floor_at else None


def shown(body: Mapping[str, Any]) -> dict[str, Any]:
    """A phase, every default written out, as the form's first values."""
    found: dict[str, Any] = {"name": body["name"], "funded": body.get("funded", False)}
    found["split"] = body.get("split", "0.80")
    for rule in body["rules"]:
        name = rule["rule"]
        found[name] = True
        for key, value in rule.items():
            found |= {f"{name}-{inner}": one for inner, one in _read(key, value)}
    return found


def _read(key: str, value: Any) -> Iterator[tuple[str, Any]]:
    if key in ("amount", "threshold"):
        yield "amount", value.get("percent", value.get(MONEY))
        yield "of", value.get("of", MONEY)
    elif key == "lock":
        yield "floor_at", value["floor_at"] if value else ""
        yield "lock_on_withdrawal", bool(value and value.get("on_withdrawal"))
    else:
        yield key, value


def field_of(rule: RuleName, key: str) -> str:
    """The field in which a key of a rule stands."""
    first, _dot, rest = key.partition(".")
    if first in ("amount", "threshold"):
        return f"{rule}-of" if rest == "of" else f"{rule}-amount"
    if first == "lock":
        return f"{rule}-floor_at"
    return f"{rule}-{first}"
