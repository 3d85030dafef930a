"""Trials: a draft plan over past deals, beside what was accrued; nothing is posted."""

from .running import run_trial
from .starting import Draft, save_trial, start_trial

__all__ = ["Draft", "run_trial", "save_trial", "start_trial"]
