"""Results of past trades, for simulated traders to draw from."""

from datetime import datetime
from decimal import Decimal, localcontext
from typing import Final

from django.utils.translation import gettext as _

from brokerdesk.kit.exact import EXACT, ZERO, plain

from ...errors import LabRunInvalid
from ...lab.traders import MOST_HISTORY
from ...models import JournalEntry
from ..results import result_of

LEAST: Final = 30
_PLACES: Final = Decimal("0.0001")


def past_results(
    brand_pk: int, since: datetime, until: datetime, risk_percent: Decimal
) -> list[str]:
    """What positions of a brand's challenges brought that were closed in [since, until).

    In multiples of `risk_percent` of each account's initial balance, which stands for the risk
    that a trade took: platforms do not keep the stop of a closed trade. The newest 20,000.
    Raises:
        LabRunInvalid: there are fewer than 30.
    """
    rows = JournalEntry.objects.filter(
        stage__attempt__brand_id=brand_pk, event__type="position_closed",
        at__gte=since, at__lt=until,
    )  # fmt: skip
    found: dict[tuple[int, str], tuple[Decimal, Decimal]] = {}
    named = rows.order_by("-at", "-pk").values_list("stage_id", "stage__initial", "event")
    for stage_pk, initial, event in named[: 2 * MOST_HISTORY].iterator():
        place = (stage_pk, str(event["position"]))
        before, _initial = found.get(place, (ZERO, initial))
        found[place] = (EXACT.add(before, result_of(event)), initial)
    _charge_openings(found)
    if len(found) < LEAST:
        raise LabRunInvalid(
            _("only %(found)s past trades are known of these days: 30 are needed")
            % {"found": len(found)},
            field="past_since",
        )
    with localcontext(EXACT):
        return [
            plain((net / (initial * risk_percent / 100)).quantize(_PLACES))
            for net, initial in list(found.values())[:MOST_HISTORY]
        ]


def _charge_openings(found: dict[tuple[int, str], tuple[Decimal, Decimal]]) -> None:
    """Count what opening the positions cost, whenever that was."""
    stages = {stage_pk for stage_pk, _position in found}
    opened = JournalEntry.objects.filter(stage__in=stages, event__type="position_opened")
    for stage_pk, event in opened.values_list("stage_id", "event").iterator():
        place = (stage_pk, str(event["position"]))
        if place in found:
            net, initial = found[place]
            found[place] = (EXACT.add(net, result_of(event)), initial)
