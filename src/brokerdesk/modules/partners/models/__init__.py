"""Tables of the partners room."""

from .accruals import Accrual, Payout
from .plans import Plan, PlanAssignment, PlanVersion
from .tree import ClientPartner, Partner, PartnerParent

__all__ = [
    "Accrual",
    "ClientPartner",
    "Partner",
    "PartnerParent",
    "Payout",
    "Plan",
    "PlanAssignment",
    "PlanVersion",
]
