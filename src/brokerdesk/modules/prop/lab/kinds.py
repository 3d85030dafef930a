"""What the laboratory does, and how its runs stand."""

from enum import StrEnum


class LabKind(StrEnum):
    """What is tried."""

    DRY_RUN = "dry_run"
    SIMULATION = "simulation"


class LabState(StrEnum):
    """Life of a run."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Fate(StrEnum):
    """How a simulated trader ends."""

    GAVE_UP = "gave_up"
    FAILED = "failed"
    EXPIRED = "expired"
    PASSED = "passed"
    FUNDED = "funded"


class CaseSource(StrEnum):
    """What a dry run's case was made from."""

    STAGE = "stage"
    ACCOUNT = "account"


class Limit(StrEnum):
    """What is not known of an account's past."""

    FLOATING_UNKNOWN = "floating_unknown"
    OTHER_SIZE = "other_size"
    OTHER_RULES_THEN = "other_rules_then"
    NOT_TO_ITS_END = "not_to_its_end"
    OPEN_BEFORE = "open_before"
    NO_NEWS = "no_news"
