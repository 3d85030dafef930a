"""Refusals of what is read here."""

from brokerdesk.kit.reading import CaseError, Fields

__all__ = ["CaseError", "Fields", "PlanError"]


class PlanError(CaseError):
    """The body does not describe a plan; `key` names the culprit."""
