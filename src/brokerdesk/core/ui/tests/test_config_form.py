"""A form made from a configuration model."""

from typing import Any, Literal

from django import forms
from pydantic import BaseModel, Field, SecretStr

from brokerdesk.core.ui.config_form import check_config, config_fields, config_values


class Config(BaseModel):
    """One field of each kind."""

    port: int
    secret: SecretStr
    factor: Literal[10, 100] = 100
    mode: Literal["plain", "odd"] = "plain"
    encrypt: bool = True


STORED = {"port": 443, "secret": "kept", "factor": 10, "mode": "odd", "encrypt": False}


def _form(data: dict[str, Any]) -> forms.Form:
    form = forms.Form(data)
    form.fields |= config_fields(Config, STORED)
    return form


def test_the_form_posted_as_it_is_shown_changes_nothing() -> None:
    shown = {f"config_{name}": str(value) for name, value in STORED.items() if name != "secret"}
    form = _form({**shown, "config_encrypt": ""})
    assert form.is_valid(), form.errors
    assert Config(**config_values(form.cleaned_data, STORED)) == Config(**STORED)


def test_only_the_values_of_a_choice_are_taken() -> None:
    form = _form({"config_port": "443", "config_factor": "11", "config_mode": "plain"})
    assert set(form.errors) == {"config_factor"}


def test_a_stored_secret_is_not_shown() -> None:
    assert "kept" not in _form({}).as_p()


class Lines(BaseModel):
    """A text of many lines, and an address."""

    pem: str = Field(default="", json_schema_extra={"multiline": True})
    url: str = Field(pattern="^https://")
    port: int = Field(ge=1)


class LinesForm(forms.Form):
    """Checked by its model."""

    def __init__(self, data: dict[str, Any]) -> None:
        super().__init__(data)
        self.fields |= config_fields(Lines)

    def clean(self) -> None:
        check_config(self, Lines)


def test_lines_are_kept() -> None:
    form = LinesForm({"config_pem": "a\nb", "config_url": "https://x", "config_port": "1"})
    assert form.is_valid()
    assert form.cleaned_data["config_pem"] == "a\nb"


def test_every_fault_stands_at_its_field_once() -> None:
    errors = LinesForm({"config_url": "x", "config_port": "0"}).errors
    assert errors == {
        "config_url": ["Give an address such as https://example.com."],
        "config_port": ["Give 1 or more."],
    }
    assert len(LinesForm({"config_port": "x"}).errors["config_port"]) == 1
