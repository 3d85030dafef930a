"""Refusals of the prop room; those of its commerce stand in `commerce_errors`."""

from brokerdesk.kit.errors import DomainError, InvalidInput, NotFound


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
