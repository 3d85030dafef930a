"""Pure checks of what a client may be."""

import re
import unicodedata
from datetime import date

from django.utils.translation import gettext as _

from brokerdesk.kit.countries import COUNTRIES
from brokerdesk.kit.errors import InvalidInput

_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
_REFERRAL = re.compile(r"[A-Za-z0-9_-]{1,40}")
OLDEST_YEARS = 120
# What a client may become, by what he is.
NEXT_STATUS = {
    "registered": frozenset({"active", "restricted", "suspended", "closed"}),
    "active": frozenset({"restricted", "suspended", "closed"}),
    "restricted": frozenset({"active", "suspended", "closed"}),
    "suspended": frozenset({"active", "restricted", "closed"}),
    "closed": frozenset({"active"}),
}
SIGNED_OUT = frozenset({"suspended", "closed"})


def clean_name(value: str, field: str) -> str:
    """Return a name in NFC with single blanks.

    Raises:
        InvalidInput: it is empty, over 80 characters, without a letter, or holds control signs.
    """
    name = " ".join(unicodedata.normalize("NFC", value).split())
    odd = any(unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co") for sign in name)
    if not name or len(name) > 80 or odd or not any(sign.isalpha() for sign in name):
        raise InvalidInput(_("Give a name of 1 to 80 characters with letters."), field=field)
    return name


def clean_phone(value: str) -> str:
    """Return a phone number as E.164; empty stays empty.

    Raises:
        InvalidInput: it is no international number.
    """
    text = re.sub(r"[\s().-]", "", value)
    if text.startswith("00"):
        text = "+" + text[2:]
    if text and not _PHONE.fullmatch(text):
        raise InvalidInput(
            _("Give the number with its country code: +44 20 7946 0958."), field="phone"
        )
    return text


def clean_country(value: str) -> str:
    """Return a country code.

    Raises:
        InvalidInput: there is no such country.
    """
    code = value.strip().upper()
    if code not in COUNTRIES:
        raise InvalidInput(_("Choose a country."), field="country")
    return code


def age_on(born_on: date, today: date) -> int:
    """Count whole years of life; who was born on 29 February has his birthday on 1 March."""
    passed = (today.month, today.day) >= (born_on.month, born_on.day)
    return today.year - born_on.year - (0 if passed else 1)


def check_birth(born_on: date, today: date, minimum_age: int) -> date:
    """Return the birthday of somebody old enough.

    Raises:
        InvalidInput: he is too young, or the day is absurd.
    """
    age = age_on(born_on, today)
    if not 0 <= age <= OLDEST_YEARS:
        raise InvalidInput(_("This is not a date of birth."), field="born_on")
    if age < minimum_age:
        raise InvalidInput(
            _("You must be at least %(age)s years old.") % {"age": minimum_age}, field="born_on"
        )
    return born_on


def clean_referral(value: str) -> str:
    """Return a referral code; what cannot be one is dropped, as nobody types it."""
    return value if _REFERRAL.fullmatch(value) else ""
