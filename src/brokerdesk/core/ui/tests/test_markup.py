"""Markup made in Python equals what the templates would have made."""

from decimal import Decimal
from typing import Any

import django_tables2 as tables
import pytest
from django import forms
from django.utils.html import escape

from brokerdesk.core.access.models import Grant, Role
from brokerdesk.core.ui.markup import table_body
from brokerdesk.core.ui.templatetags.ui import control

NASTY = '"><script>alert(1)</script>'


class NastyForm(forms.Form):
    """Selects of all kinds."""

    plain = forms.ChoiceField(choices=[("", "All"), ("a", NASTY), (NASTY, "b")], initial="a")
    grouped = forms.ChoiceField(choices=[("G&H", [("1", "One"), ("2", "Two")])], required=False)
    twice = forms.ChoiceField(choices=[(None, "None"), ("1", "One"), (1, "Again")], required=False)
    many = forms.MultipleChoiceField(
        choices=[("1", "One"), ("2", "Two")], required=False, widget=forms.SelectMultiple
    )


@pytest.mark.parametrize(
    "data",
    [None, {"plain": NASTY, "grouped": "2", "twice": "1", "many": ["1", "2"]}, {"plain": "x"}],
)
@pytest.mark.parametrize("name", ["plain", "grouped", "twice", "many"])
def test_a_select_is_like_the_widgets_own(name: str, data: Any) -> None:
    def flat(html: str) -> str:
        return html.replace("\n", "").replace("  ", "").replace("> <", "><")

    form = NastyForm(data)
    made = str(control(form[name]))
    assert "<script" not in made
    attrs: dict[str, str | bool] = {"class": "form-select"}
    if form[name].errors:
        attrs = {"class": "form-select is-invalid", "autofocus": True, "aria-invalid": "true"}
        attrs["aria-describedby"] = f"id_{name}_error"
    assert flat(made) == flat(form[name].as_widget(attrs=attrs))


class NastyTable(tables.Table):
    """Text, a number, and attributes of the row."""

    name = tables.Column(verbose_name=NASTY, attrs={"td": {"class": "num"}})
    amount = tables.Column(attrs={"td": {"title": lambda value: value}})

    class Meta:
        row_attrs = {"data-key": lambda record: record["name"]}


def test_cells_heads_and_attributes_are_escaped() -> None:
    html = table_body(NastyTable([{"name": NASTY, "amount": Decimal("1.50")}]))
    assert "<script" not in html
    assert escape(NASTY) in html
    assert 'class="num"' in html
    assert 'title="1.50"' in html
    assert f'data-key="{escape(NASTY)}"' in html
    assert ">1.50</td>" in html


class CallingTable(tables.Table):
    """Renderers that take different things, and a link."""

    both = tables.Column(accessor="plain")
    linked = tables.Column(linkify=lambda value: f"/{value}")
    empty = tables.Column(default="none")
    whole = tables.Column(accessor="plain")

    def render_both(self, value: str, record: dict[str, str]) -> str:
        return f"{value}+{record['linked']}"

    def render_whole(self, **given: Any) -> str:
        return str(sorted(given))


def test_each_renderer_gets_what_it_takes() -> None:
    table = CallingTable([{"plain": "a", "linked": "b", "empty": ""}])
    html = table_body(table)
    assert '<a href="/b">b</a>' in html
    assert ">none</td>" in html
    assert "bound_column" in html
    assert ">a+b</td>" in html


class RoleTable(tables.Table):
    """Cells of a model's row: an attribute, a key inside one, a method, a choice, nothing."""

    title = tables.Column()
    formula = tables.Column(accessor="extra__formula")
    told = tables.Column(accessor="__str__")
    scope = tables.Column(accessor="one__get_scope_display")
    chosen = tables.Column(accessor="one__effect")
    missing = tables.Column(accessor="one__nothing", default="none")
    behind_none = tables.Column(accessor="nobody__title", default="nobody")


def test_values_are_found_as_the_library_finds_them() -> None:
    role = Role(title=NASTY)
    grant = Grant(role=role, scope="own", effect="deny")
    vars(role).update(extra={"formula": "1 × 2"}, one=grant, nobody=None)
    table = RoleTable([role])
    html = table_body(table)
    for column, cell in table.rows[0].items():
        assert f'data-label="{column.header}">{escape(str(cell))}</td>' in html
    assert ">1 × 2</td>" in html
    assert ">deny</td>" in html
    assert ">none</td>" in html
    assert ">nobody</td>" in html


def test_attributes_of_the_row_are_made_for_each() -> None:
    html = table_body(NastyTable([{"name": n, "amount": n} for n in ("a", "b")]))
    assert 'title="a"' in html
    assert 'title="b"' in html
