"""The days from and until which a list shows its rows, each chosen in a calendar."""

from django_filters.widgets import DateRangeWidget


def days() -> DateRangeWidget:
    """Two days for a filter of a range of them."""
    return DateRangeWidget(attrs={"type": "date"})
