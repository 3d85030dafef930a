"""Pure checks of what a brand may be."""

import re
from collections.abc import Iterable
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext as _

from brokerdesk.kit.countries import COUNTRIES
from brokerdesk.kit.errors import InvalidInput
from brokerdesk.kit.money import UnknownAsset, scale_of

_CODE = re.compile(r"[a-z][a-z0-9-]{1,29}")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_COLOUR = re.compile(r"#[0-9a-f]{6}")
ADULT = 18
ZONES = frozenset(available_timezones())  # read from the disk once


def clean_code(value: str) -> str:
    """Return a code in its one form.

    Raises:
        InvalidInput: it is not 2 to 30 of a-z, 0-9 and hyphen.
    """
    code = value.strip().lower()
    if not _CODE.fullmatch(code):
        raise InvalidInput(
            _("A code has 2 to 30 of a-z, 0-9 and hyphen, beginning with a letter."), field="code"
        )
    return code


def clean_name(value: str, longest: int, field: str = "name") -> str:
    """Return a name without outer blanks.

    Raises:
        InvalidInput: it is empty or too long.
    """
    name = " ".join(value.split())
    if not name or len(name) > longest:
        raise InvalidInput(
            _("Give a name of 1 to %(longest)s characters.") % {"longest": longest}, field=field
        )
    return name


def clean_host(value: str) -> str:
    """Return a host name in lower case, without scheme and port.

    Raises:
        InvalidInput: it is not a host name of two labels at least.
    """
    host = value.strip().lower().rstrip(".")
    labels = host.split(".")
    if len(host) > 253 or len(labels) < 2 or not all(_LABEL.fullmatch(x) for x in labels):
        raise InvalidInput(_("Give a host name such as trade.example.com."), field="host")
    return host


def clean_currency(value: str, field: str = "base_currency") -> str:
    """Return a currency code.

    Raises:
        InvalidInput: it is not an asset code.
    """
    code = value.strip().upper()
    try:
        scale_of(code)
    except UnknownAsset as error:
        raise InvalidInput(error.message, field=field) from None
    return code


def clean_currencies(values: Iterable[str], base: str) -> list[str]:
    """Return currency codes, the base currency first and each once.

    Raises:
        InvalidInput: one of them is not an asset code.
    """
    given = [clean_currency(v, "currencies") for v in values]
    return list(dict.fromkeys([base, *given]))


def clean_country(value: str, field: str = "country") -> str:
    """Return a country code.

    Raises:
        InvalidInput: ISO 3166 has no such country.
    """
    code = value.strip().upper()
    if code not in COUNTRIES:
        raise InvalidInput(_("Give a country code of two letters."), field=field)
    return code


def clean_zone(value: str) -> str:
    """Return an IANA zone name.

    Raises:
        InvalidInput: there is no such zone.
    """
    if value not in ZONES:
        raise InvalidInput(
            _("Give an IANA time zone such as Europe/Berlin."), field="reporting_zone"
        )
    return ZoneInfo(value).key


def clean_colour(value: str) -> str:
    """Return a colour as #rrggbb.

    Raises:
        InvalidInput: it is not of that form.
    """
    colour = value.strip().lower()
    if not _COLOUR.fullmatch(colour):
        raise InvalidInput(_("Give a colour as #rrggbb."), field="colour")
    return colour


def clean_age(value: int) -> int:
    """Return a minimum age.

    Raises:
        InvalidInput: it is below the age of majority or absurd.
    """
    if not ADULT <= value <= 99:
        raise InvalidInput(_("The minimum age is from 18 to 99."), field="minimum_age")
    return value
