"""Exchange rates that staff give, where no platform quotes a pair."""

import re
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.core.jobs import defer

from ..errors import RateInvalid
from ..models import ManualRate
from .waiting_jobs import settle

_PAIR = re.compile(r"([A-Z0-9]{2,8})/([A-Z0-9]{2,8})")
_MOST = Decimal(10) ** 12


@transaction.atomic
def add_rate(brand_pk: int, pair: str, rate: Decimal, *, actor: Actor, at: datetime) -> ManualRate:
    """Give a rate from now on: one unit of the pair's first currency in its second.

    It is used where no platform quotes the pair; deals that wait are tried again at once.
    Raises:
        RateInvalid: it names no two currencies, or the rate is not above zero.
    """
    match = _PAIR.fullmatch(pair.strip().upper())
    if match is None or match[1] == match[2]:
        raise RateInvalid(_("name a pair such as EUR/USD"), field="pair")
    if not rate.is_finite() or not 0 < rate < _MOST or rate != round(rate, 12):
        raise RateInvalid(_("give a number above 0, with 12 decimals at most"), field="rate")
    row = ManualRate.objects.create(
        brand_id=brand_pk, pair=match[0], rate=rate, recorded_by=actor.ref
    )
    record("partners.rate", subject=match[0], actor=actor, brand_id=brand_pk,
           after={"rate": f"{rate:f}"})  # fmt: skip
    defer(settle, once="partners.settle")
    return row
