"""The conditions of a reward for pages and callers, with no lock."""

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from brokerdesk.kit.exact import EXACT

from ...commerce_errors import PayoutRefused
from ...engine.preview import Preview
from ...models import Attempt
from .conditions import Checklist, Standing, checklist, standing_of
from .requesting import preview_of


def checklist_of(attempt_id: str, *, at: datetime) -> Checklist:
    """All that stands between a trader and his reward.

    Raises:
        PayoutRefused: no account of the attempt is running.
    """
    return checklist(_running(attempt_id), at=at)


def preview(attempt_id: str, amount: Decimal, *, at: datetime) -> Preview:
    """What the account would keep after a reward, without what does not count around news.

    Raises:
        PayoutRefused: no account of the attempt is running.
        PayoutWouldBreach: it would be at or below a floor.
    """
    now = _running(attempt_id)
    return preview_of(now, EXACT.add(amount, checklist(now, at=at).news.uncounted), at)


def _running(attempt_id: str) -> Standing:
    attempt = Attempt.objects.select_related("client").filter(public_id=attempt_id).first()
    now = standing_of(attempt) if attempt is not None else None
    if now is None:
        raise PayoutRefused(_("no account is running"), unmet="not_funded")
    return now
