"""What pure code says (kit, engines, ports, adapters, pydantic), in the page's language."""

import json
from collections.abc import Mapping
from typing import Any, Final

from django.db import models
from django.utils.html import escape
from django.utils.translation import gettext

from brokerdesk.kit.texts import Marked, packed, unpacked
from brokerdesk.kit.texts import noop as _

# Before the JSON of a stored note; no stored plain text begins with it.
_MARK: Final = "\x1e"


def translated(said: object) -> str:
    """A message, or the message of an error; what carries no template stays as it was said."""
    text = str(said)
    if not isinstance(text, Marked):
        return text
    template = gettext(text.template)
    if not text.params:
        return template
    return template % {name: _shown(value) for name, value in text.params.items()}


def _shown(value: object) -> object:
    return translated(value) if isinstance(value, (str, Exception)) else value


class Note(Marked):
    """A stored text that a page shows in its own language; plain English everywhere else."""

    def __html__(self) -> str:
        return escape(translated(self))


def note(said: object, limit: int = 200) -> str:
    """A text, or an error's, to store in a `NoteField`; what is too long is cut and plain."""
    text = str(said)
    if len(text) > limit:
        return text[:limit]
    return Note(text.template, **text.params) if isinstance(text, Marked) else text


class NoteField(models.TextField[str, str]):
    """A text that the house or a provider said, kept with its template; read as a `Note`.

    English longer than `length` is stored cut and plain. What a person typed stays as it is.
    """

    description = "text in the reader's language"

    def __init__(self, *args: Any, length: int = 200, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.length = length

    def deconstruct(self) -> Any:
        """Name the length too."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "length": self.length}

    def from_db_value(
        self, value: str | None, expression: object, connection: object
    ) -> str | None:
        """Read a stored text."""
        if value is None or not value.startswith(_MARK):
            return value
        return note(unpacked(json.loads(value[1:])), self.length)

    def get_prep_value(self, value: Any) -> Any:
        """Keep the template of what has one."""
        if not isinstance(value, str):
            return super().get_prep_value(value)
        text = note(value, self.length)
        if not isinstance(text, Marked):
            return text.lstrip(_MARK)
        return _MARK + json.dumps(packed(text), ensure_ascii=False, separators=(",", ":"))


_GENERAL: Final = _("The value is not valid.")
# Pydantic's own error types; the placeholders are those of its `ctx`.
FAULTS: Final[dict[str, str]] = {
    "missing": _("This is required."),
    "extra_forbidden": _("There is no such field."),
    "string_type": _("Give a text."),
    "string_too_short": _("Give at least %(min_length)s characters."),
    "string_too_long": _("Give at most %(max_length)s characters."),
    "string_pattern_mismatch": _("The text does not have the right form."),
    "too_short": _("Give at least %(min_length)s."),
    "too_long": _("Give at most %(max_length)s."),
    "bool_type": _("Give true or false."),
    "bool_parsing": _("Give true or false."),
    "int_type": _("Give a whole number."),
    "int_parsing": _("Give a whole number."),
    "int_parsing_size": _("The number is too long."),
    "int_from_float": _("Give a whole number."),
    "float_type": _("Give a number."),
    "float_parsing": _("Give a number."),
    "finite_number": _("Give a finite number."),
    "decimal_type": _("Give a number."),
    "decimal_parsing": _("Give a number."),
    "decimal_max_digits": _("Give at most %(max_digits)s digits."),
    "decimal_max_places": _("Give at most %(decimal_places)s decimals."),
    "decimal_whole_digits": _("Give at most %(whole_digits)s digits before the point."),
    "greater_than": _("Give more than %(gt)s."),
    "greater_than_equal": _("Give %(ge)s or more."),
    "less_than": _("Give less than %(lt)s."),
    "less_than_equal": _("Give %(le)s or less."),
    "literal_error": _("Choose one of: %(expected)s."),
    "enum": _("Choose one of: %(expected)s."),
    "url_type": _("Give an address such as https://example.com."),
    "url_parsing": _("Give an address such as https://example.com."),
    "url_scheme": _("Give an address that begins with one of: %(expected_schemes)s."),
    "date_type": _("Give a date such as 2026-01-31."),
    "date_parsing": _("Give a date such as 2026-01-31."),
    "date_from_datetime_parsing": _("Give a date such as 2026-01-31."),
    "date_from_datetime_inexact": _("Give a date such as 2026-01-31."),
    "datetime_type": _("Give an instant such as 2026-01-31T12:00:00Z."),
    "datetime_parsing": _("Give an instant such as 2026-01-31T12:00:00Z."),
    "datetime_from_date_parsing": _("Give an instant such as 2026-01-31T12:00:00Z."),
    "timezone_aware": _("Give an instant with its offset from UTC."),
    "list_type": _("Give a list."),
    "dict_type": _("Give an object."),
    "model_type": _("Give an object."),
    "model_attributes_type": _("Give an object."),
    "json_invalid": _("This is not JSON."),
}


def fault_text(fault: Mapping[str, Any]) -> str:
    """One of pydantic's errors in words; what a validator of ours raised, in its own."""
    context = dict(fault.get("ctx") or {})
    own = str(context.get("error", ""))
    if isinstance(own, Marked):
        return translated(own)
    kind = str(fault.get("type", ""))
    if str(context.get("pattern", "")).startswith("^http"):
        kind = "url_parsing"
    template = FAULTS.get(kind, _GENERAL)
    if "expected" in context:
        # Pydantic joins the last two in English.
        context["expected"] = ", ".join(str(context["expected"]).rsplit(" or ", 1))
    return gettext(template) % context
