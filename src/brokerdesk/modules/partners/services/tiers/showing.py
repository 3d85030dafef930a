"""The period that runs, as a partner sees it."""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from ...models import Partner
from .periods import Period, running_period
from .reckoning import Reckoned, reckon, reckoned


class TierView(NamedTuple):
    """A running period, and what a partner has of it so far."""

    period: Period
    done: Reckoned

    @property
    def missing(self) -> Decimal | None:
        """The lots to the next border; nothing above the last."""
        following = self.done.following
        return None if following is None else following - self.done.volume


def tier_view(partner: Partner, at: datetime) -> TierView | None:
    """What the running period gives a partner so far; nothing where no scheme holds."""
    period = running_period(partner.brand_id, at)
    if period is None:
        return None
    done = reckoned(period, [partner.pk]).get(partner.pk)
    return TierView(period, done or reckon(period.rules, ()))
