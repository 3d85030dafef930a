"""Refusals of the risk room."""

from brokerdesk.kit.errors import InvalidInput, NotFound


class RuleNotFound(NotFound):
    code = "risk_rule_not_found"


class AlertNotFound(NotFound):
    code = "risk_alert_not_found"


class AccountUnknown(NotFound):
    code = "risk_account_not_found"


class BookInvalid(InvalidInput):
    code = "book_invalid"


class AlertRuleInvalid(InvalidInput):
    code = "alert_rule_invalid"


class ShockInvalid(InvalidInput):
    code = "shock_invalid"
