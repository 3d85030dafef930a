"""A brand's cashier settings."""

from ..models import CashierSettings
from ..rows import settings_row
from ..types import SettingsRow


def settings_of(brand_pk: int) -> SettingsRow:
    """Give a brand's settings, or the defaults."""
    return settings_row(brand_pk, CashierSettings.objects.filter(brand_id=brand_pk).first())
