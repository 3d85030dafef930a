"""What is read from a platform: when last, how often, and whether it tells by itself too."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui.texts import age_text
from brokerdesk.kit.clock import now

from ..models import GatewayReport, Quote
from ..types import Reading

NAMES = {
    "deals": _("Deals"),
    "positions": _("Open positions"),
    "orders": _("Waiting orders"),
    "figures": _("Figures of accounts with positions"),
    "all_figures": _("Figures of all accounts"),
    "prices": _("Prices"),
    "catalog": _("Groups and symbols"),
}
AT_ONCE = ("positions", "figures")  # what a platform that tells of a change is asked for then
TOLD = ("deals", "prices")
# Prices that stand so long while they are read: nobody trades.
STILL = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """One sort of data on a server's page."""

    name: str
    at: datetime | None
    how: str
    note: str = ""


def reading_lines(report: GatewayReport, *, pushes: bool) -> list[ReadingLine]:
    """What a server's gateway reads, in the order of their haste."""
    found = [(what, report.reading(what)) for what in NAMES]
    return [
        ReadingLine(
            name=str(NAMES[what]),
            at=reading.at,
            how=_how(what, reading.every_s, pushes=pushes),
            note=_still(report.server_id, reading) if what == "prices" else "",
        )
        for what, reading in found
        if reading is not None
    ]


def every(seconds: float) -> str:
    """An interval in words."""
    for size, one, many in (
        (3600, _t("every hour"), _("every %(n)s hours")),
        (60, _t("every minute"), _("every %(n)s minutes")),
        (1, _t("every second"), _("every %(n)s seconds")),
    ):
        if seconds >= size and seconds % size == 0:
            count = int(seconds) // size
            return one if count == 1 else str(many) % {"n": count}
    return _t("every %(n)s seconds") % {"n": f"{seconds:g}"}


def _how(what: str, every_s: float, *, pushes: bool) -> str:
    """By reading, or told by the platform and read now and then."""
    often = {"every": every(every_s)}
    if pushes and what in TOLD:
        return _t("told by the platform as it happens, and read %(every)s") % often
    if pushes and what in AT_ONCE:
        return _t("read %(every)s, and at once when the platform tells of a change") % often
    return _t("read %(every)s") % often


def _still(server_pk: int, reading: Reading) -> str:
    """How old the newest price is, and what an old one means while they are read."""
    newest = Quote.objects.filter(server_id=server_pk).aggregate(at=Max("at"))["at"]
    if newest is None:
        return ""
    said = _t("newest price %(age)s old") % {"age": age_text(newest)}
    fresh = reading.at is not None and now() - reading.at < STILL
    if fresh and now() - newest >= STILL:
        return _t("%(said)s: the market is closed or stands still") % {"said": said}
    return said
