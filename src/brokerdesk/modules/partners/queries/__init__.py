"""Reads of the partners room for others."""

from .accruals import (
    accruals_of,
    accrued_between,
    accrued_in,
    adjusted_by,
    earned_by,
    payable,
)
from .months import months_of
from .partners import (
    partner,
    partner_by_code,
    partner_of_client,
    plan_version_row,
    plans_of,
    subtree,
)

__all__ = [
    "accruals_of",
    "accrued_between",
    "accrued_in",
    "adjusted_by",
    "earned_by",
    "months_of",
    "partner",
    "partner_by_code",
    "partner_of_client",
    "payable",
    "plan_version_row",
    "plans_of",
    "subtree",
]
