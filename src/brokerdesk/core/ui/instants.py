"""Instants that people choose: a day and a time of UTC."""

from typing import Any

from django import forms

FORMAT = "%Y-%m-%dT%H:%M"


class InstantField(forms.DateTimeField):
    """A day and a time in UTC, chosen in the browser's calendar or typed."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"type": "datetime-local"}
        kwargs.setdefault("widget", forms.DateTimeInput(attrs=attrs, format=FORMAT))
        super().__init__(**kwargs)
