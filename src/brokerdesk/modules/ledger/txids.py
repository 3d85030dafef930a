"""Transaction ids: `ltx_` and 13 base-32 characters that hide the count but need no column."""

from typing import Final

from django.utils.translation import gettext as _

from .errors import NoSuchTransaction

_ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_VALUES: Final = {char: value for value, char in enumerate(_ALPHABET)}
_MODULUS: Final = 1 << 64
# Any odd number is a bijection modulo 2^64 (here 2^64 divided by the golden ratio).
_FACTOR: Final = 0x9E3779B97F4A7C15
_INVERSE: Final = pow(_FACTOR, -1, _MODULUS)
_SHIFTS: Final = tuple(range(60, -1, -5))


def tx_public_id(pk: int) -> str:
    """Turn a primary key into the id that leaves the house."""
    value = pk * _FACTOR % _MODULUS
    return "ltx_" + "".join([_ALPHABET[(value >> shift) & 31] for shift in _SHIFTS])


def tx_pk(public_id: str) -> int:
    """Turn an id back into the primary key.

    Raises:
        NoSuchTransaction: the text is not such an id.
    """
    digits = public_id.removeprefix("ltx_")
    if len(public_id) != 17 or len(digits) != 13 or not set(digits) <= _VALUES.keys():
        raise NoSuchTransaction(
            _("there is no transaction %(public_id)s") % {"public_id": f"{public_id[:40]!r}"}
        )
    value = 0
    for char in digits:
        value = value << 5 | _VALUES[char]
    pk = value * _INVERSE % _MODULUS
    if value >= _MODULUS or pk >= 1 << 63:
        raise NoSuchTransaction(
            _("there is no transaction %(public_id)s") % {"public_id": f"{public_id!r}"}
        )
    return pk
