"""Tables of the prop room."""

from .actions import Action
from .attempts import Attempt, Stage
from .bulk import BulkRun
from .catalogue import AddOn, Coupon, Programme, ProgrammeVersion
from .competitions import Competition
from .curve import EquityPoint, ShareCard
from .disputes import Appeal, Override
from .evidence import Report, SealKey
from .journal import Decision, JournalEntry
from .lab import LabCase, LabRun
from .news import Release
from .orders import Order
from .payouts import Payout, ScaleOffer
from .signals import Signal, SignalRule

__all__ = [
    "Action",
    "AddOn",
    "Appeal",
    "Attempt",
    "BulkRun",
    "Competition",
    "Coupon",
    "Decision",
    "EquityPoint",
    "JournalEntry",
    "LabCase",
    "LabRun",
    "Order",
    "Override",
    "Payout",
    "Programme",
    "ProgrammeVersion",
    "Release",
    "Report",
    "ScaleOffer",
    "SealKey",
    "ShareCard",
    "Signal",
    "SignalRule",
    "Stage",
]
