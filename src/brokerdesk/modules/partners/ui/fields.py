"""Fields of the room's forms."""

import json
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2999, 12, 31)


class DayField(forms.DateField):
    """A day that a period may begin or end with."""

    widget = forms.DateInput(attrs={"type": "date"})

    def __init__(self, **given: Any) -> None:
        within = (MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY))
        super().__init__(validators=within, **given)


class JsonField(forms.CharField):
    """An object typed as JSON."""

    widget = forms.Textarea(attrs={"rows": 14, "spellcheck": "false", "class": "font-monospace"})

    def clean(self, value: Any) -> dict[str, object]:
        """Read it; what it must hold is the service's to say."""
        text = super().clean(value)
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            raise forms.ValidationError(_("This is not JSON.")) from None
        if not isinstance(found, dict):
            raise forms.ValidationError(_("Give an object in braces."))
        return found
