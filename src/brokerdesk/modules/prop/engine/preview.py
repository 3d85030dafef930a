"""What a withdrawal would leave: the engine's own evaluation, looked at beforehand."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .evaluate import evaluate, summary
from .events import Funding
from .programme import Programme, RuleName
from .state import State


@dataclass(frozen=True, slots=True)
class Preview:
    """The account after a withdrawal; `breaches` names what it would fail or warn by."""

    balance: Decimal
    daily_floor: Decimal | None
    overall_floor: Decimal | None
    buffer: Decimal | None
    breaches: RuleName | None


def preview_withdrawal(
    state: State, programme: Programme, amount: Decimal, at: datetime
) -> Preview:
    """Say what a withdrawal would leave above the floors.

    Raises:
        CaseError: `at` is earlier than what the state knows.
    """
    decision = evaluate(state, programme, Funding(at, -amount))
    found = summary(decision.state, programme)
    crossed = [line.rule for line in decision.breaches]
    return Preview(
        found.balance,
        found.daily_floor,
        found.overall_floor,
        found.permitted_loss,
        crossed[-1] if crossed else None,
    )
