"""Refusals of the prop room; those of its commerce stand in `commerce_errors`."""

from brokerdesk.kit.errors import DomainError, Forbidden, InvalidInput, NotFound


class ProgrammeNotFound(NotFound):
    code = "programme_not_found"


class AttemptNotFound(NotFound):
    code = "attempt_not_found"


class StageNotFound(NotFound):
    code = "stage_not_found"


class ActionNotFound(NotFound):
    code = "prop_action_not_found"


class DecisionNotFound(NotFound):
    code = "prop_decision_not_found"


class PropOrderNotFound(NotFound):
    code = "prop_order_not_found"


class ProgrammeInvalid(InvalidInput):
    code = "programme_invalid"


class ReleaseInvalid(InvalidInput):
    code = "release_invalid"


class CodeTaken(DomainError):
    code = "programme_code_taken"


class VersionPublished(DomainError):
    code = "programme_version_published"


class NothingPublished(DomainError):
    code = "programme_not_published"


class WrongAttemptState(DomainError):
    """The attempt stands where this cannot be done."""

    code = "attempt_state"


class ContractNameMissing(InvalidInput):
    code = "contract_name_missing"


class ReasonMissing(InvalidInput):
    code = "reason_missing"


class ReportNotFound(NotFound):
    code = "prop_report_not_found"


class ReportNotSealed(DomainError):
    code = "prop_report_not_sealed"


class AppealNotFound(NotFound):
    code = "prop_appeal_not_found"


class AppealClosed(DomainError):
    code = "prop_appeal_closed"


class AppealTooLate(DomainError):
    code = "prop_appeal_too_late"


class AppealExists(DomainError):
    code = "prop_appeal_exists"


class OverrideNotFound(NotFound):
    code = "prop_override_not_found"


class OverrideDecided(DomainError):
    code = "prop_override_decided"


class OverrideInvalid(DomainError):
    """What was decided stands where this cannot be made of it."""

    code = "prop_override_invalid"
    status = 422


class SecondPersonNeeded(Forbidden):
    code = "four_eyes_required"


class BulkInvalid(InvalidInput):
    """What is asked of many challenges cannot be meant."""

    code = "prop_bulk_invalid"


class BulkNotFound(NotFound):
    code = "prop_bulk_not_found"


class LabRunNotFound(NotFound):
    code = "prop_lab_run_not_found"


class LabRunInvalid(InvalidInput):
    code = "prop_lab_run_invalid"


class SignalNotFound(NotFound):
    code = "prop_signal_not_found"


class SignalDecided(DomainError):
    code = "prop_signal_decided"


class CardsTooMany(DomainError):
    """A trader shares as many cards of a challenge as he may."""

    code = "prop_cards_too_many"


class SignalRuleInvalid(InvalidInput):
    code = "prop_signal_rule_invalid"
