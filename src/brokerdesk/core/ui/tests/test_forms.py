"""Form pages: refusals land on their field, and nothing was changed."""

from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.test import override_settings

from brokerdesk.core.access.models import Role
from brokerdesk.core.actors import Actor
from brokerdesk.core.registry import registry
from brokerdesk.core.ui import FormPage, register_form
from brokerdesk.core.ui.templatetags.ui import control
from brokerdesk.core.ui.testing import page_request
from brokerdesk.kit.errors import DomainError, NotFound

pytestmark = pytest.mark.django_db


class RoleForm(forms.Form):
    """One field."""

    title = forms.CharField(max_length=10, help_text="Short.")


def submit(request: Any, form: forms.Form) -> str:
    title = form.cleaned_data["title"]
    Role.objects.create(code="kitform", title=title)
    if title == "taken":
        raise DomainError("This title is taken.", field="title")
    if title == "late":
        raise DomainError("Too late.", field="unknown")
    if title == "gone":
        raise NotFound("It is gone.")
    return "/done/"


@pytest.fixture(autouse=True)
def pages() -> Iterator[None]:
    """One form, forgotten afterwards."""
    register_form(
        FormPage(
            surface="backoffice",
            path="kit-form/",
            name="kittest.form",
            title="Kit form",
            permission="kittest.view",
            form=RoleForm,
            submit=submit,
            intro="Read this.",
        )
    )
    with override_settings(ROOT_URLCONF="brokerdesk.surfaces.backoffice.urls"):
        yield
    del registry.pages[("backoffice", "kittest.form")]


def ask(actor: Actor, post: dict[str, Any] | None = None, **headers: str) -> Any:
    view = registry.pages[("backoffice", "kittest.form")].view
    return view(page_request("/kit-form/", actor=actor, post=post, headers=headers))


def made() -> bool:
    return Role.objects.filter(code="kitform").exists()


def test_a_fresh_form_is_labelled_and_described(finn: Actor) -> None:
    text = ask(finn).content.decode()
    assert 'for="id_title"' in text
    assert 'aria-describedby="id_title_help"' in text
    assert "Read this." in text


def test_a_good_form_goes_on(finn: Actor) -> None:
    answer = ask(finn, {"title": "ok"})
    assert (answer.status_code, answer["Location"]) == (303, "/done/")
    assert made()


def test_htmx_is_told_where_to_go(finn: Actor) -> None:
    answer = ask(finn, {"title": "ok"}, **{"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/done/")


@pytest.mark.parametrize(
    ("title", "message"),
    [
        ("", "This field is required."),
        ("x" * 11, "at most 10 characters"),
        ("taken", "This title is taken."),
        ("late", "Too late."),
    ],
)
def test_a_refusal_is_said_and_changes_nothing(finn: Actor, title: str, message: str) -> None:
    answer = ask(finn, {"title": title})
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert not made()


def test_a_field_at_fault_is_marked(finn: Actor) -> None:
    text = ask(finn, {"title": "taken"}).content.decode()
    assert 'aria-invalid="true"' in text
    assert 'value="taken"' in text


class PersonForm(forms.Form):
    """Two fields, the first with the focus of a fresh page."""

    first = forms.CharField(widget=forms.TextInput(attrs={"autofocus": True}))
    last = forms.CharField()


def test_the_first_field_at_fault_has_the_focus() -> None:
    def focused(data: dict[str, str] | None) -> list[str]:
        form = PersonForm(data)
        return [name for name in form.fields if " autofocus" in control(form[name])]

    assert focused(None) == ["first"]
    assert focused({"first": "Ann"}) == ["last"]
    assert focused({}) == ["first"]


def test_what_is_not_there_is_a_page_of_its_own(finn: Actor) -> None:
    answer = ask(finn, {"title": "gone"})
    assert answer.status_code == 404
    assert not made()


def test_without_the_right_nothing_is_submitted(db: None) -> None:
    answer = ask(Actor(kind="staff", id="stf_none", label="N"), {"title": "ok"})
    assert answer.status_code == 403
    assert not made()
