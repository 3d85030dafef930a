"""Whether the deals shown, and the tick that is named, are those of the report's own journal.

A deal may be shown of which the journal says nothing: one of before the stage, one that moves
nothing, one that became known later. How many accounts a tick decided no journal tells.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Final

from brokerdesk.kit.exact import EXACT, ZERO
from brokerdesk.kit.reading import Fields
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _

from ..engine import Programme
from .opened import Opened

_DIFFERS: Final = _("deal %(ticket)s: %(key)s is not what the engine was told")
_UNSHOWN: Final = _("deal %(ticket)s, which the engine was told, is not shown")
_FOREIGN: Final = _("deal %(ticket)s is not of the rule's day up to the decision")
_TWICE: Final = _("deal %(ticket)s is shown twice")
_OTHERWISE: Final = _("what became of deal %(ticket)s does not belong to the deal shown")


def deal_faults(report: Opened, programme: Programme) -> list[Marked]:
    """Name deals that the engine was told otherwise, and those that do not belong there."""
    at = report.part("decision").instant("at")
    since = programme.clock.reset_at(programme.clock.day_of(at))
    shown, found = dict[str, Fields](), list[Marked]()
    for deal in Fields("", report.body).items("deals"):
        ticket = str(deal.required("ticket"))
        if ticket in shown:
            found.append(Marked(_TWICE, ticket=ticket))
        if not since <= deal.instant("occurred_at") <= at:
            found.append(Marked(_FOREIGN, ticket=ticket))
        shown[ticket] = deal
    for entry in report.part("journal").items("entries"):
        found += _entry_faults(entry, shown, since, at)
    return [*found, *_changed_faults(report, shown)]


def changed_deals(report: Opened) -> list[Fields]:
    """What the platform changed after the engine was told; early reports have no such part."""
    return Fields("", report.body).items("changed") if "changed" in report.body else []


def _changed_faults(report: Opened, shown: Mapping[str, Fields]) -> Iterator[Marked]:
    """What is named as changed is shown as it was, each deal once, and became something else."""
    named = set[str]()
    for row in changed_deals(report):
        ticket, was = str(row.required("ticket")), row.inner("was").body
        became = None if row.required("became") is None else row.inner("became").body
        row.instant("changed_at")
        deal = shown.get(ticket)
        same = deal is not None and all(deal.body.get(name) == was[name] for name in was)
        other = not was if became is None else became.keys() == was.keys() and became != was
        if not same or not other or ticket in named:
            yield Marked(_OTHERWISE, ticket=ticket)
        named.add(ticket)


def tells_of(entry: Fields, deal: Fields) -> bool:
    """Whether an entry that a deal caused says what that deal shows."""
    same = deal.instant("occurred_at") == entry.inner("cause").instant("occurred_at")
    return same and not any(_differing(entry.inner("event"), deal))


def _entry_faults(
    entry: Fields, shown: Mapping[str, Fields], since: datetime, at: datetime
) -> Iterator[Marked]:
    """What an entry that a deal of the day caused says otherwise than that deal."""
    cause = entry.inner("cause")
    if cause.body.get("kind") != "deal" or not since <= cause.instant("occurred_at") <= at:
        return
    ticket = cause.text("ticket")
    deal = shown.get(ticket)
    if deal is None:
        yield Marked(_UNSHOWN, ticket=ticket)
        return
    if deal.instant("occurred_at") != cause.instant("occurred_at"):
        yield Marked(_DIFFERS, ticket=ticket, key="occurred_at")
    for key in _differing(entry.inner("event"), deal):
        yield Marked(_DIFFERS, ticket=ticket, key=key)


def _differing(event: Fields, deal: Fields) -> Iterator[str]:
    """The keys of an event that do not follow from its deal."""
    kind, moved = event.text("type"), deal.signed("balance_effect")
    if kind == "position_opened":
        yield from _opened(event, deal, moved)
    elif kind == "position_closed":
        yield from _closed(event, deal, moved)
    elif kind in ("charge", "deposit", "withdrawal"):
        amount = event.signed("amount")
        if (EXACT.minus(amount) if kind == "withdrawal" else amount) != moved:
            yield "amount"
    else:
        yield "type"


def _opened(event: Fields, deal: Fields, moved: Decimal) -> Iterator[str]:
    """An opening costs what its deal moved; what a closing deal tells of beside opens for nothing:
    a position that was opened unseen, or the rest of one that was turned.
    """
    entered = deal.text("entry") == "in"
    lots, closed = deal.decimal("lots"), deal.decimal("lots_closed")
    could_be = {lots} if entered else {closed, EXACT.subtract(lots, closed)}
    if event.text("position") != str(deal.required("position_id")):
        yield "position"
    if event.text("symbol") != deal.text("symbol"):
        yield "symbol"
    if event.decimal("lots") not in could_be:
        yield "lots"
    if event.default("commission", event.signed, ZERO) != (moved if entered else ZERO):
        yield "commission"


def _closed(event: Fields, deal: Fields, moved: Decimal) -> Iterator[str]:
    costs, swap = EXACT.add(deal.signed("commission"), deal.signed("fee")), deal.signed("swap")
    profit = EXACT.subtract(EXACT.subtract(moved, costs), swap)
    if event.text("position") != str(deal.required("position_id")):
        yield "position"
    for name, found in {"profit": profit, "commission": costs, "swap": swap}.items():
        if event.default(name, event.signed, ZERO) != found:
            yield name


def crowd_faults(report: Opened) -> list[Marked]:
    """Name a tick that is not the deciding entry's; without one a decision stands alone."""
    crowd, cause = report.part("crowd"), report.part("journal").items("entries")[-1].inner("cause")
    tick, accounts = cause.body.get("tick_seq"), crowd.whole("accounts")
    found = []
    if crowd.required("tick_seq") != tick:
        found.append(Marked(_("the tick is not the one that the journal tells of")))
    alone = tick is None or not cause.body.get("symbol")
    if accounts < 1 or (alone and accounts > 1):
        found.append(Marked(_("no tick decided so many accounts")))
    return found
