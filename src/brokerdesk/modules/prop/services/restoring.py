"""The state that a stage goes on from after a wrong verdict."""

from decimal import Decimal, localcontext

from django.utils.translation import gettext as _

from brokerdesk.kit.exact import EXACT, ZERO

from ..engine import Programme, State
from ..engine.floors import crossed, daily_floor, overall_floor
from ..errors import OverrideInvalid


def restored_state(before: bytes, programme: Programme, balance: Decimal | None = None) -> bytes:
    """The state before the verdict on a new, flat account: marks, anchors and days are kept.

    balance: what the new account opens with; the closed balance before the verdict by default.
    Raises:
        OverrideInvalid: it would be in breach at once.
    """
    state = State.from_json(before)
    state.balance = state.balance if balance is None else balance
    state.floating, state.floating_of, state.open_count, state.lots = ZERO, 0, 0, ZERO
    state.positions, state.held, state.paused = {}, None, False
    phase = programme.phases[state.phase]
    with localcontext(EXACT):
        for rule, floor in (
            (phase.max_daily_loss, daily_floor(state, phase)),
            (phase.max_overall_loss, overall_floor(state, phase)),
        ):
            if rule is not None and floor is not None and crossed(state, rule, floor):
                raise OverrideInvalid(
                    _("with this balance the account is in breach: the floor is %(floor)s")
                    % {"floor": f"{floor:f}"},
                    field="balance",
                )
    return state.to_json()
