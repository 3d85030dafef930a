"""What one version of a programme says differently than the one before, in the editor's words."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, cast

from django import forms
from django.utils.translation import gettext as _

from .phase_form import PhaseForm
from .rules_form import RulesForm
from .terms_form import GROUPS, field, shown


class Difference(NamedTuple):
    """One place, before and after."""

    place: str
    before: str
    after: str


def rules_differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Where two documents differ, every default written out."""
    return _compared(dict(_of_rules(before)), dict(_of_rules(after)))


def terms_differences(
    before: Mapping[str, Any], after: Mapping[str, Any], products: Mapping[str, str]
) -> list[Difference]:
    """Where two terms differ, every default written out. products: their names by id."""
    return _compared(dict(_of_terms(before, products)), dict(_of_terms(after, products)))


def _compared(one: Mapping[str, str], other: Mapping[str, str]) -> list[Difference]:
    places = [*one, *(place for place in other if place not in one)]
    return [
        Difference(place, one.get(place, ""), other.get(place, ""))
        for place in places
        if one.get(place, "") != other.get(place, "")
    ]


def _of_rules(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    form = RulesForm(None, body=body)
    yield _("Version of the rules"), str(body["version"])
    for name, value in form.initial.items():
        yield str(form.fields[name].label), _said(form.fields[name], value)
    for phase in form.phases:
        yield from _of_phase(phase)


def _of_phase(phase: PhaseForm) -> Iterator[tuple[str, str]]:
    values = {name: one for name, one in phase.initial.items() if name in phase.fields}
    title = str(values.pop("name"))
    if not values["funded"]:
        values.pop("split")
    for name, value in values.items():
        rule, dash, _key = name.partition("-")
        labels = [str(phase.fields[one].label) for one in ([rule, name] if dash else [name])]
        yield " › ".join([title, *labels]), _said(phase.fields[name], value)


def _of_terms(terms: Mapping[str, Any], products: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    values = shown(terms)
    values["products"] = [products.get(one, one) for one in values["products"]]
    for title, names in GROUPS:
        for name in names:
            if name in values:
                place = " › ".join([str(title), *_labels(name, names)])
                yield place, _said(field(name), values[name])


def _labels(name: str, names: tuple[str, ...]) -> Iterator[str]:
    """A field's label, after that of the first of its kind; what to type there is left out."""
    group, dash, _key = name.partition("-")
    first = next((one for one in names if dash and one.startswith(f"{group}-")), name)
    for one in dict.fromkeys((first, name)):
        yield str(field(one).label).partition(" (")[0]


def _said(of: forms.Field, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(of, forms.BooleanField):
        return _("Yes") if value else _("No")
    if isinstance(of, forms.ChoiceField):
        offered = cast(Iterable[tuple[str, Any]], of.choices)
        return str(dict(offered).get(str(value), value))
    return str(value)
