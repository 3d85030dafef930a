"""Countries in words: the short names of `django-countries` in the page's language."""

from collections.abc import Iterable
from functools import lru_cache

from django.utils.translation import get_language
from django_countries import countries

from brokerdesk.kit.countries import COUNTRIES


@lru_cache(maxsize=32)
def _names(_language: str | None) -> dict[str, str]:
    return {code: str(name) for code, name in countries if code in COUNTRIES}


def country_name(code: str) -> str:
    """Name a country; an unknown code is its own name."""
    return _names(get_language()).get(code, code)


def country_choices(codes: Iterable[str] = ()) -> list[tuple[str, str]]:
    """List (code, name) by name: of these codes, or of all countries."""
    wanted = list(codes) or COUNTRIES
    return sorted(((c, country_name(c)) for c in wanted), key=lambda pair: pair[1])


def country_choices_or_none() -> list[tuple[str, str]]:
    """All countries, and none for a country that is not known yet."""
    return [("", "—"), *country_choices()]
