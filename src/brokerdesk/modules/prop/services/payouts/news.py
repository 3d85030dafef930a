"""Profit around news that terms count in part: found anew from the journal and the calendar."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from brokerdesk.kit.exact import EXACT, ZERO, plain
from brokerdesk.kit.instants import written
from brokerdesk.kit.money import scale_of
from brokerdesk.kit.rounding import Rounding, round_to

from ...engine.news_profit import Affected, Announced, NewsShare, Traded, affected
from ...models import Release, Stage
from ..lines import told
from ..results import TRADED, result_of


@dataclass(frozen=True, slots=True)
class NewsPart:
    """Gains of which a part does not count; `uncounted` is rounded down to the currency."""

    trades: tuple[Affected, ...] = ()
    uncounted: Decimal = ZERO

    def rows(self) -> list[dict[str, str]]:
        """The trades as a reward keeps them."""
        return [
            {
                "position": one.position, "net": plain(one.net), "amount": plain(one.uncounted),
                "release": one.release.title, "at": written(one.release.at),
            }
            for one in self.trades
        ]  # fmt: skip


def news_part(stage: Stage, terms: NewsShare | None, since: datetime | None) -> NewsPart:
    """What does not count of the gains that a stage closed after an instant."""
    if terms is None:
        return NewsPart()
    trades = traded(stage, since)
    if not trades:
        return NewsPart()
    found = affected(trades, _releases(stage, trades, terms), terms)
    exact = ZERO
    for one in found:
        exact = EXACT.add(exact, one.uncounted)
    return NewsPart(found, round_to(exact, scale_of(stage.currency), Rounding.DOWN))


def traded(stage: Stage, since: datetime | None) -> list[Traded]:
    """Positions of which something was closed after an instant, with what they brought since."""
    symbols: dict[str, str] = {}
    instants: dict[str, list[datetime]] = {}
    nets: dict[str, Decimal] = {}
    closed: set[str] = set()
    for _line, at, event in told([stage.pk], TRADED):
        name = str(event["position"])
        instants.setdefault(name, []).append(at)
        if event["type"] == "position_opened":
            symbols.setdefault(name, str(event["symbol"]))
        if since is None or at > since:
            nets[name] = EXACT.add(nets.get(name, ZERO), result_of(event))
            if event["type"] == "position_closed":
                closed.add(name)
    return [
        Traded(name, symbols.get(name, ""), tuple(instants[name]), net)
        for name, net in nets.items()
        if name in closed
    ]


def _releases(stage: Stage, trades: list[Traded], terms: NewsShare) -> list[Announced]:
    instants = [at for one in trades for at in one.instants]
    first = min(instants) - timedelta(seconds=terms.after_s)
    last = max(instants) + timedelta(seconds=terms.before_s)
    rows = Release.objects.filter(
        brand_id=stage.attempt.brand_id, impact="high", at__gte=first, at__lte=last
    )
    return [
        Announced(
            row.at, None if row.symbols is None else tuple(row.symbols), row.recorded_at, row.title
        )
        for row in rows.order_by("at", "pk")
    ]
