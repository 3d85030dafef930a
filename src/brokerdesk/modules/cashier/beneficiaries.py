"""Whether a beneficiary's account can be right: IBANs and card numbers prove themselves."""

import re
import unicodedata

from django.utils.translation import gettext as _

from .errors import DestinationInvalid

_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]+")
_CARD = re.compile(r"\d{12,19}", re.ASCII)
# Countries by the length of their IBANs, from the SWIFT registry.
_COUNTRIES = {
    15: "NO",
    16: "BE",
    18: "DK FI FK FO GL NL SD",
    19: "MK SI",
    20: "AT BA EE KZ LT LU MN XK",
    21: "CH HR LI LV",
    22: "BG BH CR DE GB GE IE ME RS VA",
    23: "AE GI IL IQ OM SO TL",
    24: "AD CZ ES MD PK RO SA SE SK TN VG",
    25: "LY PT ST",
    26: "IS TR",
    27: "BI DJ FR GR IT MC MR SM",
    28: "AL AZ BY CY DO GT HN HU LB NI PL SV",
    29: "BR EG PS QA UA",
    30: "JO KW MU YE",
    31: "MT SC",
    32: "LC",
    33: "RU",
}
_LENGTHS = {c: length for length, known in _COUNTRIES.items() for c in known.split()}


def check_account(account: str, *, card: bool) -> None:
    """Refuse a mistyped IBAN; where the method pays to cards, all that is no IBAN nor card.

    Raises:
        DestinationInvalid: says what does not fit.
    """
    plain = re.sub(r"[\s-]", "", account).upper()
    if _IBAN.fullmatch(plain) and plain[:2] in _LENGTHS:
        _check_iban(plain)
    elif card and not _CARD.fullmatch(plain):
        raise DestinationInvalid(
            _("give an IBAN or the whole card number, 12 to 19 digits"), field="account"
        )
    elif card and not _luhn(plain):
        raise DestinationInvalid(
            _("this card number is mistyped: please compare it with the card"), field="account"
        )


def same_person(name: str, other: str) -> bool:
    """Compare two names loosely: case, order, accents and punctuation do not count."""
    return _name_parts(name) == _name_parts(other)


def _name_parts(name: str) -> list[str]:
    spread = unicodedata.normalize("NFKD", name)
    plain = "".join(c for c in spread if not unicodedata.combining(c)).casefold()
    return sorted(re.findall(r"\w+", plain.replace("'", "").replace("’", "")))


def _check_iban(iban: str) -> None:
    length = _LENGTHS[iban[:2]]
    if len(iban) != length:
        raise DestinationInvalid(
            _("an IBAN that begins with %(country)s has %(length)s characters, this has %(given)s")
            % {"country": iban[:2], "length": length, "given": len(iban)},
            field="account",
        )
    if int("".join(str(int(c, 36)) for c in iban[4:] + iban[:4])) % 97 != 1:
        raise DestinationInvalid(
            _("this IBAN is mistyped: its check digits do not fit"), field="account"
        )


def _luhn(digits: str) -> bool:
    doubled = (int(d) * (1 + place % 2) for place, d in enumerate(reversed(digits)))
    return sum(n // 10 + n % 10 for n in doubled) % 10 == 0
