"""The room's router, and what its operations share."""

import re

from django.utils.translation import gettext as _

from brokerdesk.core.rest import ApiRequest, router
from brokerdesk.kit.errors import InvalidInput

r = router("risk", tags=["Risk"])
READ, WRITE = "risk:read", "risk:write"


def brands_of(request: ApiRequest) -> tuple[int, ...] | None:
    """The brands that a key sees; None for all."""
    return None if request.brand_id is None else (request.brand_id,)


def currency_of(given: str) -> str:
    """A currency's code.

    Raises:
        InvalidInput: it cannot be one.
    """
    code = given.strip().upper()
    if not re.fullmatch(r"[A-Z0-9]{3,8}", code):
        raise InvalidInput(_("Name a currency such as USD."), field="currency")
    return code
