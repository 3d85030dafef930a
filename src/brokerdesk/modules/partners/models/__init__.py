"""Tables of the partners room."""

from .accruals import Accrual, Payout
from .changes import PastChange, PastChangeLine, Trial, TrialSum
from .disputes import Adjustment, Dispute, DisputeMessage
from .plans import Plan, PlanAssignment, PlanVersion
from .runs import Hold, PayoutLine, PayoutRun, PayoutTerms
from .terms import PartnerStanding, PartnerTerms, SymbolBook
from .tree import ClientPartner, Partner, PartnerParent
from .waiting import BatchRate, ManualRate, WaitingDeal

__all__ = [
    "Accrual",
    "Adjustment",
    "BatchRate",
    "ClientPartner",
    "Dispute",
    "DisputeMessage",
    "Hold",
    "ManualRate",
    "Partner",
    "PartnerParent",
    "PartnerStanding",
    "PartnerTerms",
    "PastChange",
    "PastChangeLine",
    "Payout",
    "PayoutLine",
    "PayoutRun",
    "PayoutTerms",
    "Plan",
    "PlanAssignment",
    "PlanVersion",
    "SymbolBook",
    "Trial",
    "TrialSum",
    "WaitingDeal",
]
