"""Facts of the partners room."""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from brokerdesk.core.events import Event


@dataclass(frozen=True, kw_only=True)
class PartnerApproved(Event):
    """A client became an active partner."""

    type: ClassVar[str] = "partner.approved"
    partner_id: str
    client_id: str


@dataclass(frozen=True, kw_only=True)
class PartnerMoved(Event):
    """A partner has another parent from an instant on."""

    type: ClassVar[str] = "partner.moved"
    partner_id: str
    parent_id: str | None


@dataclass(frozen=True, kw_only=True)
class ClientAttributed(Event):
    """A client belongs to a partner from an instant on.

    partner_client_ids: the client behind the partner, for his live page.
    """

    type: ClassVar[str] = "partner.client_attributed"
    partner_id: str
    client_id: str
    partner_client_ids: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ClientDetached(Event):
    """A client belongs to no partner from an instant on."""

    type: ClassVar[str] = "partner.client_detached"
    client_id: str


@dataclass(frozen=True, kw_only=True)
class CommissionAccrued(Event):
    """A batch of deals is accrued; the lines carry `batch_id`.

    partner_client_ids: the clients behind the partners that earned, for their live pages.
    """

    type: ClassVar[str] = "commission.accrued"
    batch_id: int
    lines: int
    partner_client_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CommissionReversed(Event):
    """Lines of corrected deals were reversed and accrued anew."""

    type: ClassVar[str] = "commission.reversed"
    batch_id: int
    lines: int
    partner_client_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CommissionPaid(Event):
    """A partner's payable went into his wallet."""

    type: ClassVar[str] = "commission.paid"
    payout_id: str
    partner_id: str
    client_id: str
    amount: Decimal
    currency: str


@dataclass(frozen=True, kw_only=True)
class RebatePaid(Event):
    """A client's rebates went into his wallet."""

    type: ClassVar[str] = "rebate.paid"
    payout_id: str
    client_id: str
    amount: Decimal
    currency: str


@dataclass(frozen=True, kw_only=True)
class PlanVersionActivated(Event):
    """A plan has a new version from an instant on."""

    type: ClassVar[str] = "plan.version_activated"
    plan_id: str
    plan_version: int


@dataclass(frozen=True, kw_only=True)
class PastChangeMoved(Event):
    """A change of the past was proposed or decided, or went on with its deals."""

    type: ClassVar[str] = "past_change.moved"
    change_id: str
    state: str
    done: int
    deals: int


@dataclass(frozen=True, kw_only=True)
class TrialMoved(Event):
    """A trial of a plan began, went on with its deals, or ended."""

    type: ClassVar[str] = "trial.moved"
    trial_id: str
    state: str
    done: int
    deals: int


@dataclass(frozen=True, kw_only=True)
class PayoutRunChanged(Event):
    """A payout run was made, changed, approved, paid or cancelled."""

    type: ClassVar[str] = "payout_run.changed"
    run_id: str
    state: str


@dataclass(frozen=True, kw_only=True)
class PayoutHeld(Event):
    """Payouts of a partner, or of what one client gave him, are kept back or free again."""

    type: ClassVar[str] = "payout.held"
    hold_id: str
    partner_id: str
    held: bool


@dataclass(frozen=True, kw_only=True)
class DisputeChanged(Event):
    """A dispute was opened, answered, decided or withdrawn; `client_id` is the partner's own."""

    type: ClassVar[str] = "dispute.changed"
    dispute_id: str
    partner_id: str
    client_id: str
    state: str


@dataclass(frozen=True, kw_only=True)
class PayableAdjusted(Event):
    """A correction of a partner's payable was booked without a deal; + is in his favour."""

    type: ClassVar[str] = "commission.adjusted"
    adjustment_id: str
    partner_id: str
    client_id: str
    amount: Decimal
    currency: str


@dataclass(frozen=True, kw_only=True)
class EarningBooked(Event):
    """A partner earned, or gave back, something without a deal; `client_id` is his own."""

    type: ClassVar[str] = "commission.earned"
    earning_id: str
    partner_id: str
    client_id: str
    kind: str
    amount: Decimal
    currency: str


@dataclass(frozen=True, kw_only=True)
class PartnerApplied(Event):
    """A client asked to become a partner; `state` also says how it ended."""

    type: ClassVar[str] = "partner.applied"
    application_id: str
    partner_id: str
    client_id: str
    state: str


@dataclass(frozen=True, kw_only=True)
class FunnelMoved(Event):
    """Somebody who came by a partner's link took a step; `who` is the client once he is one.

    partner_client_ids: the client behind the partner, for his live page.
    """

    type: ClassVar[str] = "partner.funnel_moved"
    partner_id: str
    step: str
    who: str = ""
    partner_client_ids: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PartnerCaseChanged(Event):
    """Something that looks like abuse was found, or decided by a person."""

    type: ClassVar[str] = "partner_case.changed"
    case_id: str
    partner_id: str
    rule: str
    state: str


@dataclass(frozen=True, kw_only=True)
class SubRateSet(Event):
    """A partner gave one right below him another rate, from the next period on."""

    type: ClassVar[str] = "partner.sub_rate_set"
    partner_id: str
    by_partner_id: str
    partner_client_ids: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RankChanged(Event):
    """A partner reached another rank of his brand's ladder, or lost his.

    partner_client_ids: the client behind the partner, for his live page.
    """

    type: ClassVar[str] = "partner.rank_changed"
    partner_id: str
    before: str
    rank: str
    partner_client_ids: tuple[str, ...] = ()
