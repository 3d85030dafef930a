"""Deals and instants, told to the engine in order of time, each from a value that is believed.

Where positions are open the engine judges a deal or a reset by the equity just before it. While
nobody vouches for that equity, the stage waits: an estimate ends nothing.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from brokerdesk.kit.clock import now
from brokerdesk.kit.exact import ZERO
from brokerdesk.kit.instants import written
from brokerdesk.kit.reading import CaseError
from brokerdesk.modules.trading.types import DealRow
from brokerdesk.modules.valuation.types import Quality, Valued
from brokerdesk.modules.valuation.watching import Desk

from ...engine.events import Quality as Told
from . import causes
from .deals import moves_money, rows_of
from .judging import Judged, state_row

JUST: Final = timedelta(microseconds=1)
KEPT: Final = timedelta(minutes=9)
"""So long desks keep what an account was worth; later its present value has to do."""
GRACE: Final = timedelta(seconds=60)


class CatchingUp:
    """Tells stages what happened up to an instant; `stuck` are those that wait."""

    def __init__(self) -> None:
        self.stuck: dict[int, Judged] = {}

    def later(self, one: Judged, deals: Sequence[DealRow]) -> None:
        """Take deals that nobody told: they are told when the desk has come so far."""
        one.add(deals)
        if one.waiting:
            self.stuck[one.account_pk] = one

    def up(self, one: Judged, desk: Desk, until: datetime, shown: Valued | None = None) -> bool:
        """Tell all that happened by then; say whether the engine was told of a deal.

        `shown` is the account just before the last instant that waits.
        """
        moved = False
        while not one.ended:
            instant, deal = one.next_waiting()
            if instant is not None and instant <= until:
                done = self._instant(one, desk, instant, shown)
            elif deal is not None and _at(deal) <= until:
                done = moved = self._deal(one, desk, deal)
            else:
                break
            if not done:
                self.stuck[one.account_pk] = one
                return moved
        if not one.waiting and not one.instants:
            self.stuck.pop(one.account_pk, None)
        return moved

    def unseen(self, one: Judged, valued: Valued) -> bool:
        """Open what the platform shows as open, where it tells of no openings."""
        if one.opening_deals or one.ended:
            return False
        found = False
        for mark in valued.marks:
            if str(mark.ticket) not in one.state.positions and not one.ended:
                row = {
                    "type": "position_opened",
                    "position": str(mark.ticket),
                    "symbol": mark.symbol,
                    "lots": f"{mark.lots:f}",
                }
                at = min(mark.opened_at, valued.at)
                one.take(at, row, causes.of_position(mark.ticket, mark.opened_at))
                found = True
        return found

    def _deal(self, one: Judged, desk: Desk, deal: DealRow) -> bool:
        """Tell a deal; False where it has to wait."""
        at = _at(deal)
        if not self._value_before(one, desk, at):
            return False
        if at < one.judged_to() and deal.recorded_at - deal.occurred_at > GRACE:
            one.late.append((f"deal:{deal.pk}", causes.of_deal(deal)))
        for row in rows_of(deal, one.state.positions, one.started_at):
            if one.ended:
                break
            try:
                one.take(at, row, causes.of_deal(deal), received_at=deal.recorded_at)
            except CaseError as error:
                evidence = {**causes.of_deal(deal), "event": row, "refused": str(error)}
                one.late.append((f"refused:{deal.pk}", evidence))
        one.told(deal)
        return True

    def _value_before(self, one: Judged, desk: Desk, at: datetime) -> bool:
        """Put the value just before a deal in, where it matters; False while none is believed."""
        if one.ended or _estimates(one):
            return True
        valued = believed(desk, one.account_pk, at - JUST) or self._late(one, desk, at)
        if valued is None:
            return one.state.floating_of <= 0
        state = one.state
        if state.floating_of > 0 or valued.balance != state.balance:
            self._put(one, at - JUST, valued, {"kind": "figures"})
        return not one.ended

    def _late(self, one: Judged, desk: Desk, at: datetime) -> Valued | None:
        """What an account is worth now, on the balance before what waits: for want of better."""
        valued = None if now() - at <= KEPT else believed(desk, one.account_pk, None)
        if valued is None:
            return None
        moved = sum((deal.balance_effect for deal in one.waiting if moves_money(deal)), ZERO)
        return replace(valued, balance=one.state.balance, equity=valued.equity - moved)

    def _instant(self, one: Judged, desk: Desk, instant: datetime, shown: Valued | None) -> bool:
        """Judge the account as it stood, then let the engine pass the instant."""
        if not _estimates(one):
            last = one.instants[-1] == instant
            valued = shown if last and shown is not None and _good(shown) else None
            valued = valued or believed(desk, one.account_pk, instant - JUST)
            if valued is None and now() - instant > KEPT:
                valued = believed(desk, one.account_pk, None)
            if valued is None and one.state.floating_of > 0:
                return False
            if valued is not None and (valued.balance, valued.equity) != _figures(one):
                self._put(one, instant - JUST, valued, _reset(instant))
        if not one.ended:
            one.take(instant, {"type": "clock"}, _reset(instant), valued=shown)
        one.passed(instant)
        return True

    def _put(self, one: Judged, at: datetime, valued: Valued, cause: causes.Row) -> None:
        one.take(at, state_row(valued), cause, valued=valued)


def marked_to(desk: Desk, account_pk: int) -> datetime | None:
    """Up to which instant a desk has marked an account; None if it does not know it."""
    try:
        return desk.value(account_pk).at
    except KeyError:
        return None


def believed(desk: Desk, account_pk: int, at: datetime | None) -> Valued | None:
    """An account as of an instant, or as it stands; None if that is doubted."""
    try:
        valued = desk.value(account_pk, at)
    except KeyError:
        return None
    return valued if _good(valued) else None


def _good(valued: Valued) -> bool:
    return valued.quality is Quality.REPORTED


def _figures(one: Judged) -> tuple[object, object]:
    return one.state.balance, one.state.equity


def _reset(instant: datetime) -> causes.Row:
    return {"kind": "reset", "instant": written(instant)}


def _estimates(one: Judged) -> bool:
    return one.held is not None and one.held.quality is Told.ESTIMATED


def _at(deal: DealRow) -> datetime:
    """When a deal happened, never after it was known here: clocks differ."""
    return min(deal.occurred_at, deal.recorded_at)
