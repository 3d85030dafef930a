"""Pages of the partners room; importing registers them."""

from . import (
    cabinet,
    dispute_forms,
    disputes,
    lists,
    moving,
    office,
    panels,
    past,
    past_forms,
    payout_forms,
    plans,
    portal_disputes,
    runs,
    statements,
    trial_forms,
    trials,
)

__all__ = [
    "cabinet",
    "dispute_forms",
    "disputes",
    "lists",
    "moving",
    "office",
    "panels",
    "past",
    "past_forms",
    "payout_forms",
    "plans",
    "portal_disputes",
    "runs",
    "statements",
    "trial_forms",
    "trials",
]
