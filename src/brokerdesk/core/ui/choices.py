"""Choices that are known only when the form is built."""

from collections.abc import Iterable

from django import forms


def set_choices(form: forms.Form, name: str, choices: Iterable[tuple[str, str]]) -> None:
    """Give a choice field of a form its choices."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{name} is no field of choices")
    field.choices = list(choices)
