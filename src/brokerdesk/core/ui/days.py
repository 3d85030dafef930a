"""The days from and until which a list shows its rows, each chosen in a calendar."""

from typing import Any

from django.utils.translation import gettext as _t
from django_filters.widgets import DateRangeWidget


class _Days(DateRangeWidget):
    """Two days, each with a name of its own for those who do not see where it stands."""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Name both."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        for one, word in zip(
            context["widget"]["subwidgets"], (_t("From"), _t("Until")), strict=True
        ):
            one["attrs"]["aria-label"] = word
        return context


def days() -> DateRangeWidget:
    """Two days for a filter of a range of them."""
    return _Days(attrs={"type": "date"})
