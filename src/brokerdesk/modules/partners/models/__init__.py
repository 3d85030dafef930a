"""Tables of the partners room."""

from .accruals import Accrual, Payout
from .acquisition import AcquisitionTerms, Qualification
from .cases import PartnerCase, SelfReferral
from .changes import PastChange, PastChangeLine, Trial, TrialSum
from .disputes import Adjustment, Dispute, DisputeMessage
from .earnings import Earning
from .ladders import Ladder, RankEvaluation, RankPin, TierScheme, TierSettlement
from .plans import Plan, PlanAssignment, PlanVersion
from .programme import (
    Acceptance,
    Agreement,
    Application,
    Campaign,
    Click,
    Funnel,
    Postback,
    PostbackCall,
    Programme,
)
from .rebates import RebatePayout
from .revenue import RevenueSettlement, RevenueTerms
from .runs import Hold, PayoutLine, PayoutRun, PayoutTerms
from .terms import PartnerStanding, PartnerTerms, SymbolBook
from .tree import ClientPartner, Partner, PartnerParent
from .waiting import BatchRate, ManualRate, WaitingDeal

__all__ = [
    "Acceptance",
    "Accrual",
    "AcquisitionTerms",
    "Adjustment",
    "Agreement",
    "Application",
    "BatchRate",
    "Campaign",
    "Click",
    "ClientPartner",
    "Dispute",
    "DisputeMessage",
    "Earning",
    "Funnel",
    "Hold",
    "Ladder",
    "ManualRate",
    "Partner",
    "PartnerCase",
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
    "Postback",
    "PostbackCall",
    "Programme",
    "Qualification",
    "RankEvaluation",
    "RankPin",
    "RebatePayout",
    "RevenueSettlement",
    "RevenueTerms",
    "SelfReferral",
    "SymbolBook",
    "TierScheme",
    "TierSettlement",
    "Trial",
    "TrialSum",
    "WaitingDeal",
]
