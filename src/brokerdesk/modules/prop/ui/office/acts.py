"""Forms that do one thing to one row: found again on each request, done, and back to its page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import FormPage, UiRequest, page, register_form
from brokerdesk.core.ui.acting import acted

Found = Callable[[UiRequest, str, str], Any]


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        max_length=300, label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3})
    )


class RemarkForm(forms.Form):
    """What was seen; nothing need be said."""

    reason = forms.CharField(
        max_length=300,
        required=False,
        label=_("Remark"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@dataclass(frozen=True)
class Place:
    """The kind of row that forms are about: its address, its key there, how it is found."""

    path: str
    key: str
    found: Found
    to: Callable[[str], str]


@dataclass(frozen=True, kw_only=True)
class Act:
    """One form. `act` gets the row and the clean values, and says what was done."""

    place: Place
    path: str
    name: str
    title: Any
    permission: str
    act: Callable[[UiRequest, Any, dict[str, Any]], str]
    form: Callable[..., forms.Form] = ReasonForm
    intro: Any = ""
    danger: bool = False


def register_act(spec: Act) -> None:
    """Register the form as a page. A form that takes `row` is given the row."""
    place = spec.place

    def build(request: UiRequest, *, data: Any, files: Any, **where: str) -> forms.Form:
        row = place.found(request, where[place.key], spec.permission)
        known = {"row": row} if "row" in getattr(spec.form, "takes", ()) else {}
        return spec.form(data=data, **known)

    def submit(request: UiRequest, form: forms.Form, **where: str) -> str:
        row = place.found(request, where[place.key], spec.permission)
        messages.success(request, spec.act(request, row, form.cleaned_data))
        return place.to(where[place.key])

    register_form(
        FormPage(
            surface="backoffice",
            path=f"{place.path}<str:{place.key}>/{spec.path}/",
            name=spec.name,
            title=spec.title,
            permission=spec.permission,
            form=build,
            submit=submit,
            intro=spec.intro,
            danger=spec.danger,
            back=lambda request, **where: place.to(where[place.key]),
        )
    )


def register_button(spec: Act) -> None:
    """Register what a button posts, without a form."""
    place = spec.place

    @page(
        "backoffice", f"{place.path}<str:{place.key}>/{spec.path}/", name=spec.name,
        title=spec.title, permission=spec.permission,
    )  # fmt: skip
    def view(request: UiRequest, **where: str) -> HttpResponse:
        row = place.found(request, where[place.key], spec.permission)
        done = str(spec.intro)
        return acted(request, place.to(where[place.key]), done, lambda: spec.act(request, row, {}))
