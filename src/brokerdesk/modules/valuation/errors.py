"""Refusals of the valuation room."""

from brokerdesk.kit.errors import DomainError, InvalidInput, NotFound


class StopNotFound(NotFound):
    code = "symbol_stop_not_found"


class RuleNotFound(NotFound):
    code = "quote_rule_not_found"


class StandNotFound(NotFound):
    code = "stand_not_found"


class ReasonMissing(InvalidInput):
    code = "reason_missing"


class StoppedAlready(DomainError):
    code = "symbol_stopped_already"
