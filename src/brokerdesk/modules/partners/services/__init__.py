"""Commands of the partners room."""

from .accruing import accrue_batch, correct_batch, post_differences
from .computing import compute_lines
from .differences import Change, Differences, find_differences
from .earnings import NewEarning, book_earning, reverse_earning
from .history import amend_link
from .holds import put_hold, release_hold
from .manual_rates import add_rate
from .payout_terms import NewTerms, set_payout_terms
from .payouts import pay_out
from .plans import add_plan, add_plan_version, assign_plan
from .rebates import pay_rebate, pay_rebates
from .recompute import Differing, Recomputed, recompute, recompute_batch
from .run_jobs import make_runs, pay_instantly
from .runs import approve_run, cancel_run, change_line, make_due_runs, make_run
from .standing import set_status
from .symbols import set_symbols
from .terms import Terms, set_terms
from .tree import (
    apply_as_partner,
    approve_partner,
    assign_client,
    attribute_client,
    move_partner,
)
from .waiting import settle_waiting

__all__ = [
    "Change",
    "Differences",
    "Differing",
    "NewEarning",
    "NewTerms",
    "Recomputed",
    "Terms",
    "accrue_batch",
    "add_plan",
    "add_plan_version",
    "add_rate",
    "amend_link",
    "apply_as_partner",
    "approve_partner",
    "approve_run",
    "assign_client",
    "assign_plan",
    "attribute_client",
    "book_earning",
    "cancel_run",
    "change_line",
    "compute_lines",
    "correct_batch",
    "find_differences",
    "make_due_runs",
    "make_run",
    "make_runs",
    "move_partner",
    "pay_instantly",
    "pay_out",
    "pay_rebate",
    "pay_rebates",
    "post_differences",
    "put_hold",
    "recompute",
    "recompute_batch",
    "release_hold",
    "reverse_earning",
    "set_payout_terms",
    "set_status",
    "set_symbols",
    "set_terms",
    "settle_waiting",
]
