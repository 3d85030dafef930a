"""Refusals of the reports room."""

from brokerdesk.kit.errors import DomainError


class FiguresBehind(DomainError):
    code = "figures_behind"


class PeriodInvalid(DomainError):
    code = "period_invalid"
    status = 422
