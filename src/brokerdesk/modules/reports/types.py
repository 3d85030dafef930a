"""Figures as others see them."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class Metric(StrEnum):
    """What is counted and summed per brand, day and currency."""

    REGISTRATIONS = "registrations"
    DEPOSITS = "deposits"
    WITHDRAWALS = "withdrawals"
    REFUNDS = "refunds"
    VOLUME = "volume"
    CLIENT_RESULT = "client_result"
    CHARGED = "charged"
    COMMISSIONS = "commissions"


@dataclass(frozen=True, slots=True)
class Amount:
    """Something that happened: one figure's increment."""

    brand_pk: int
    day: date
    metric: Metric
    currency: str
    count: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One day's figure. Volume is in lots and has no currency."""

    day: date
    metric: Metric
    currency: str
    count: int
    amount: Decimal
    updated_at: datetime
