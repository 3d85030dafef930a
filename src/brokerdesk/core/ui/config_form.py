"""A form made from an adapter's configuration model: secrets are write-only."""

from collections.abc import Mapping
from typing import Any, Literal, get_args, get_origin

from django import forms
from django.utils.translation import gettext as _t
from pydantic import BaseModel, SecretStr, ValidationError
from pydantic.fields import FieldInfo

from brokerdesk.core.texts import fault_text
from brokerdesk.core.words import choices, words

PREFIX = "config_"
MULTILINE = "multiline"  # a field's `json_schema_extra` that makes it a text of many lines
_PLAIN: dict[object, type[forms.Field]] = {
    bool: forms.BooleanField,
    int: forms.IntegerField,
}


def _base(annotation: object) -> object:
    """The plain type behind `X | None` and the like."""
    if get_origin(annotation) is None:
        return annotation
    kept = [arg for arg in get_args(annotation) if arg is not type(None)]
    return kept[0] if len(kept) == 1 else str


def _field(name: str, info: FieldInfo, *, stored: bool) -> forms.Field:
    """One form field; a secret that is stored may be left empty to keep it."""
    kind = _base(info.annotation)
    label = _t(info.title) if info.title else words(name)
    options: dict[str, Any] = {
        "label": label,
        "required": info.is_required(),
        "help_text": _t(info.description) if info.description else "",
    }
    if kind is SecretStr:
        options["required"] = info.is_required() and not stored
        options["widget"] = forms.PasswordInput(attrs={"autocomplete": "off"})
        if stored:
            options["help_text"] = _t("Stored. Leave empty to keep it.")
        return forms.CharField(max_length=500, **options)
    if not info.is_required():
        options["initial"] = info.get_default(call_default_factory=True)
    if get_origin(info.annotation) is Literal:
        known = {str(value): value for value in get_args(info.annotation)}
        return forms.TypedChoiceField(choices=choices(known), coerce=known.__getitem__, **options)
    if kind is bool:
        options["required"] = False
    field = _PLAIN.get(kind, forms.CharField)
    if _is_multiline(info):
        options["widget"] = forms.Textarea(attrs={"rows": 6, "spellcheck": "false"})
        options["max_length"] = 20_000
    elif field is forms.CharField:
        options["max_length"] = 2000
    return field(**options)


def _is_multiline(info: FieldInfo) -> bool:
    return isinstance(info.json_schema_extra, dict) and bool(info.json_schema_extra.get(MULTILINE))


def config_fields(
    model: type[BaseModel], stored: Mapping[str, object] | None = None
) -> dict[str, forms.Field]:
    """Form fields for a configuration model, named `config_<field>`.

    `stored` is the present configuration: its plain values are shown, its secrets are not.
    """
    fields: dict[str, forms.Field] = {}
    for name, info in model.model_fields.items():
        field = _field(name, info, stored=bool(stored))
        if stored is not None and name in stored and _base(info.annotation) is not SecretStr:
            field.initial = stored[name]
        fields[f"{PREFIX}{name}"] = field
    return fields


def config_values(
    cleaned: Mapping[str, Any], stored: Mapping[str, object] | None = None
) -> dict[str, object]:
    """The configuration that a cleaned form asks for; an empty secret keeps the stored one."""
    values: dict[str, object] = dict(stored or {})
    for key, value in cleaned.items():
        if key.startswith(PREFIX) and value not in (None, ""):
            values[key.removeprefix(PREFIX)] = value
    return values


def check_config(
    form: forms.Form, model: type[BaseModel], stored: Mapping[str, object] | None = None
) -> None:
    """Put every fault of the configuration at its field; call it from the form's `clean`."""
    try:
        model.model_validate(config_values(form.cleaned_data, stored))
    except ValidationError as error:
        for fault in error.errors(include_input=False, include_url=False):
            name = f"{PREFIX}{fault['loc'][0]}" if fault["loc"] else None
            if name not in form.fields:
                form.add_error(None, fault_text(fault))
            elif name not in form.errors:
                form.add_error(name, fault_text(fault))
