"""Rows of the partners room."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class PartnerStatus(StrEnum):
    """Whether a partner earns."""

    APPLIED = "applied"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    TERMINATED = "terminated"


class AccrualKind(StrEnum):
    """What a line is."""

    COMMISSION = "commission"
    OVERRIDING = "overriding"
    SAME_RANK = "same_rank"
    REBATE = "rebate"
    REVERSAL = "reversal"
    ADJUSTMENT = "adjustment"


class EarningKind(StrEnum):
    """What is earned without a deal; CLAWBACK takes back what was paid for a client.

    SERVICE: a share of what a client paid for a service.
    """

    CPA = "cpa"
    REVENUE_SHARE = "revenue_share"
    TIER = "tier"
    SERVICE = "service"
    CLAWBACK = "clawback"


class Reason(StrEnum):
    """Why a line is zero, or lowered by a cap; NONE when it pays in full."""

    NONE = ""
    NO_PARTNER_AT_TIME = "NO_PARTNER_AT_TIME"
    ACCOUNT_EXCLUDED = "ACCOUNT_EXCLUDED"
    SELF_REFERRAL = "SELF_REFERRAL"
    TOO_SHORT = "TOO_SHORT"
    TOO_FEW_POINTS = "TOO_FEW_POINTS"
    PARTNER_SUSPENDED = "PARTNER_SUSPENDED"
    NO_PLAN = "NO_PLAN"
    NO_FX = "NO_FX"
    NO_RATE = "NO_RATE"
    NO_PROFIT = "NO_PROFIT"
    NO_BASE = "NO_BASE"
    COVERED_BELOW = "COVERED_BELOW"
    CAP_REACHED = "CAP_REACHED"
    REBATED = "REBATED"
    TOO_SMALL = "TOO_SMALL"


class PastKind(StrEnum):
    """What a change of the past is about."""

    CLIENT = "client"
    PARENT = "parent"
    TERMS = "terms"
    STANDING = "standing"
    PLAN = "plan"
    PLAN_VERSION = "plan_version"


class PastState(StrEnum):
    """Life of a change of the past. APPROVED: what differs is looked at once more."""

    PREVIEWING = "previewing"
    PROPOSED = "proposed"
    APPROVED = "approved"
    POSTING = "posting"
    POSTED = "posted"
    REJECTED = "rejected"
    FAILED = "failed"


class TrialState(StrEnum):
    """Life of a trial. REFUSED: the plan can pay more than its cap or than the revenue."""

    WAITING = "waiting"
    RUNNING = "running"
    PASSED = "passed"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """A partner as he stands."""

    pk: int
    public_id: str
    brand_pk: int
    client_pk: int
    client_id: str
    name: str
    code: str
    status: PartnerStatus
    parent_id: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class PlanVersionRow:
    """A plan's version: immutable, valid from an instant on."""

    pk: int
    plan_id: str
    name: str
    version: int
    currency: str
    body: Mapping[str, object]
    valid_from: datetime


@dataclass(frozen=True, slots=True)
class AccrualRow:
    """One line: what one deal gave one partner, and why."""

    pk: int
    public_id: str
    deal_pk: int
    ticket: int
    partner_id: str | None
    level: int
    amount: Decimal
    currency: str
    kind: AccrualKind
    reason: Reason
    why: Mapping[str, object]
    occurred_at: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class AccruedSum:
    """Commission of a brand's partners for a deal of an instant; a reversal is negative."""

    brand_pk: int
    currency: str
    amount: Decimal
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class MonthSum:
    """What a partner was given in one month (UTC, by the deal's time) in one currency."""

    month: date
    currency: str
    deals: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class TreeNode:
    """A partner in the tree below another, with what he brought; `earned` by currency."""

    partner: PartnerRow
    depth: int
    clients: int
    earned: tuple[tuple[str, Decimal], ...]
    children: int


@dataclass(frozen=True, slots=True)
class PayoutRow:
    """A payable turned into wallet money."""

    public_id: str
    partner_id: str
    amount: Decimal
    residue: Decimal
    currency: str
    paid_at: datetime
    pk: int


class PayoutPeriod(StrEnum):
    """How often a partner is paid; MANUAL is a run that staff made."""

    INSTANT = "instant"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    MANUAL = "manual"


class RunState(StrEnum):
    """Life of a payout run."""

    DRAFT = "draft"
    APPROVED = "approved"
    PAID = "paid"
    CANCELLED = "cancelled"


class PayoutLineState(StrEnum):
    """What becomes of one partner's line in a run."""

    PAY = "pay"
    HELD = "held"
    BELOW_MINIMUM = "below_minimum"
    PAID = "paid"
    FAILED = "failed"


class DisputeState(StrEnum):
    """Life of a dispute. PROPOSED: accepted by one, the correction waits for another."""

    OPEN = "open"
    ANSWERED = "answered"
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class AdjustmentState(StrEnum):
    """Life of a correction of a payable."""

    PROPOSED = "proposed"
    POSTED = "posted"
    REFUSED = "refused"


class JoinMode(StrEnum):
    """How partners join: at once, after a review, or only with another partner's code."""

    OPEN = "open"
    ON_REQUEST = "on_request"
    INVITED = "invited"


class Attribution(StrEnum):
    """Which click of a visitor brings the client."""

    FIRST = "first"
    LAST = "last"


class ApplicationState(StrEnum):
    """What became of a wish to be a partner."""

    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"


class Step(StrEnum):
    """How far somebody who came by a link went. ACTIVE: he traded."""

    CLICK = "click"
    REGISTERED = "registered"
    VERIFIED = "verified"
    DEPOSITED = "deposited"
    ACTIVE = "active"


class AbuseRule(StrEnum):
    """What looks like abuse."""

    SELF_REFERRAL = "self_referral"
    HEDGE = "hedge"
    CHURN = "churn"
    ABOVE_REVENUE = "above_revenue"
    QUICK_OUT = "quick_out"
    FARM = "farm"


class CaseState(StrEnum):
    """What became of a case."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


class CallState(StrEnum):
    """What became of a call of a postback."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
