"""Facts of the prop room. Ids only, never personal data."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from brokerdesk.core.events import Event


@dataclass(frozen=True, kw_only=True)
class _OfAttempt(Event):
    attempt_id: str
    client_id: str


@dataclass(frozen=True, kw_only=True)
class _OfStage(_OfAttempt):
    stage_id: str
    phase: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class AttemptStarted(_OfAttempt):
    """A client began a programme; his account is being opened."""

    type: ClassVar[str] = "prop.attempt_started"
    order_id: str


@dataclass(frozen=True, kw_only=True)
class AttemptStateChanged(_OfAttempt):
    """An attempt stands elsewhere. `reason` where there is one."""

    type: ClassVar[str] = "prop.attempt_state_changed"
    state: str
    was: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class StageStarted(_OfStage):
    """A phase's account is ready and is judged from now on."""

    type: ClassVar[str] = "prop.stage_started"
    account_id: str


@dataclass(frozen=True, kw_only=True)
class StageBreached(_OfStage):
    """A rule was crossed; `action` is fail, pause_until_reset or warn."""

    type: ClassVar[str] = "prop.stage_breached"
    decision_id: str
    rule: str
    action: str


@dataclass(frozen=True, kw_only=True)
class StageHeld(_OfStage):
    """What would be a breach rests on figures that nobody vouches for: a person decides."""

    type: ClassVar[str] = "prop.stage_held"
    decision_id: str
    rule: str
    quality: str


@dataclass(frozen=True, kw_only=True)
class StageReleased(_OfStage):
    """What was held was let go."""

    type: ClassVar[str] = "prop.stage_released"
    decision_id: str


@dataclass(frozen=True, kw_only=True)
class PhasePassed(_OfStage):
    """All objectives of a phase are met."""

    type: ClassVar[str] = "prop.phase_passed"
    decision_id: str


@dataclass(frozen=True, kw_only=True)
class StageExpired(_OfStage):
    """The time of a phase is over."""

    type: ClassVar[str] = "prop.stage_expired"
    decision_id: str
    rule: str


@dataclass(frozen=True, kw_only=True)
class AttemptPaused(_OfStage):
    """No trading until the next reset."""

    type: ClassVar[str] = "prop.attempt_paused"
    decision_id: str


@dataclass(frozen=True, kw_only=True)
class AttemptResumed(_OfStage):
    """The pause has ended."""

    type: ClassVar[str] = "prop.attempt_resumed"
    decision_id: str


@dataclass(frozen=True, kw_only=True)
class AttemptFunded(_OfAttempt):
    """A trader's funded account is live."""

    type: ClassVar[str] = "prop.attempt_funded"
    stage_id: str


@dataclass(frozen=True, kw_only=True)
class LateFactFound(Event):
    """A deal became known that occurred before a decision already taken.

    It names no client: traders are not told of signals.
    """

    type: ClassVar[str] = "prop.late_fact_found"
    attempt_id: str
    signal_id: str


@dataclass(frozen=True, kw_only=True)
class SignalFound(Event):
    """Something looks like prohibited conduct. It names no client: traders are not told."""

    type: ClassVar[str] = "prop.signal_found"
    attempt_id: str
    signal_id: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class ActionDone(_OfAttempt):
    """What a decision asked of a platform is known to be done."""

    type: ClassVar[str] = "prop.action_done"
    action_id: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class ActionFailed(_OfAttempt):
    """A platform could not be brought to do it: a person has to."""

    type: ClassVar[str] = "prop.action_failed"
    action_id: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class ProgrammePublished(Event):
    """A version of a programme is sold from now on."""

    type: ClassVar[str] = "prop.programme_published"
    programme_id: str
    version_id: str
    number: int


@dataclass(frozen=True, kw_only=True)
class _OfOrder(Event):
    order_id: str
    client_id: str
    kind: str
    amount: Decimal
    currency: str


@dataclass(frozen=True, kw_only=True)
class OrderPaid(_OfOrder):
    """An order was paid, or cost nothing."""

    type: ClassVar[str] = "prop.order_paid"


@dataclass(frozen=True, kw_only=True)
class OrderRefunded(_OfOrder):
    """An order's price, or a part of it, went back to the client's wallet."""

    type: ClassVar[str] = "prop.order_refunded"
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class OrderEnded(_OfOrder):
    """An order ended that was not paid, or whose payment was charged back.

    state: expired, cancelled or charged_back.
    """

    type: ClassVar[str] = "prop.order_ended"
    state: str


@dataclass(frozen=True, kw_only=True)
class _OfPayout(_OfAttempt):
    payout_id: str
    amount: Decimal
    currency: str


@dataclass(frozen=True, kw_only=True)
class PayoutRequested(_OfPayout):
    """A trader asked for his reward."""

    type: ClassVar[str] = "prop.payout_requested"


@dataclass(frozen=True, kw_only=True)
class PayoutDecided(_OfPayout):
    """People or the platform decided about a reward; `amount` is the trader's part.

    state: what it is now, as of `Payout`.
    """

    type: ClassVar[str] = "prop.payout_decided"
    state: str


@dataclass(frozen=True, kw_only=True)
class PayoutTroubled(Event):
    """Staff have to clear up what the platform did with a reward's profit. It names no client."""

    type: ClassVar[str] = "prop.payout_troubled"
    attempt_id: str
    payout_id: str


@dataclass(frozen=True, kw_only=True)
class ScalingOffered(_OfAttempt):
    """A trader earned a larger account and may take it."""

    type: ClassVar[str] = "prop.scaling_offered"
    offer_id: str


@dataclass(frozen=True, kw_only=True)
class CompetitionEnded(Event):
    """A competition is over and its ranking is frozen."""

    type: ClassVar[str] = "prop.competition_ended"
    competition_id: str


@dataclass(frozen=True, kw_only=True)
class PrizePaid(_OfAttempt):
    """A prize of a competition is in a trader's wallet."""

    type: ClassVar[str] = "prop.prize_paid"
    competition_id: str
    rank: int
    amount: Decimal
    currency: str


@dataclass(frozen=True, kw_only=True)
class PayoutPaid(_OfPayout):
    """A reward is in the trader's wallet."""

    type: ClassVar[str] = "prop.payout_paid"


@dataclass(frozen=True, kw_only=True)
class ReportSealed(_OfAttempt):
    """A decision's report is sealed and can be had."""

    type: ClassVar[str] = "prop.report_sealed"
    report_id: str
    decision_id: str


@dataclass(frozen=True, kw_only=True)
class AppealChanged(_OfAttempt):
    """A trader's appeal was opened, answered, decided or taken back."""

    type: ClassVar[str] = "prop.appeal_changed"
    appeal_id: str
    state: str


@dataclass(frozen=True, kw_only=True)
class OverrideChanged(Event):
    """A change of a verdict was proposed, decided or carried out.

    It names no client: what comes of it is told by the challenge's own facts.
    """

    type: ClassVar[str] = "prop.override_changed"
    attempt_id: str
    override_id: str
    kind: str
    state: str


@dataclass(frozen=True, kw_only=True)
class LabRunMoved(Event):
    """A dry run or a simulation began, went on, or ended."""

    type: ClassVar[str] = "prop.lab_moved"
    run_id: str
    state: str
    done: int
    total: int
