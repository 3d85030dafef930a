"""Read a what-if as it is asked: changes in percent, refused where they cannot be."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from .engine.shock import Shock
from .errors import ShockInvalid

LEAST, MOST, MOST_NAMES = Decimal(-99), Decimal(1000), 50


def read_shock(symbols: Mapping[str, str], currencies: Mapping[str, str]) -> Shock:
    """Read changes in percent.

    Raises:
        ShockInvalid: there is none, too many, or one that is no number from -99 to 1000.
    """
    if not symbols and not currencies:
        raise ShockInvalid(_("name a symbol or a currency that moves"), field="symbols")
    if len(symbols) + len(currencies) > MOST_NAMES:
        raise ShockInvalid(_("at most 50 changes at once"), field="symbols")
    return Shock(
        {name: _change(name, given, "symbols") for name, given in symbols.items()},
        {name.upper(): _change(name, given, "currencies") for name, given in currencies.items()},
    )


def _change(name: str, given: str, field: str) -> float:
    try:
        value = Decimal(given)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not LEAST <= value <= MOST:
        raise ShockInvalid(
            _("give the change of %(name)s in percent, from -99 to 1000") % {"name": name},
            field=field,
        )
    return float(value) / 100
