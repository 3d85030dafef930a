"""Commands of the partners room."""

from .accruing import accrue_batch, correct_batch, recompute_batch
from .holds import put_hold, release_hold
from .payout_terms import NewTerms, set_payout_terms
from .run_jobs import make_runs, pay_instantly
from .runs import approve_run, cancel_run, change_line, make_due_runs, make_run
from .payouts import pay_out
from .plans import add_plan, add_plan_version, assign_plan
from .tree import (
    apply_as_partner,
    approve_partner,
    assign_client,
    attribute_client,
    move_partner,
    set_status,
)

__all__ = [
    "put_hold",
    "release_hold",
    "NewTerms",
    "set_payout_terms",
    "make_runs",
    "pay_instantly",
    "approve_run",
    "cancel_run",
    "change_line",
    "make_due_runs",
    "make_run",
    "accrue_batch",
    "add_plan",
    "add_plan_version",
    "apply_as_partner",
    "approve_partner",
    "assign_client",
    "assign_plan",
    "attribute_client",
    "correct_batch",
    "move_partner",
    "pay_out",
    "recompute_batch",
    "set_status",
]
