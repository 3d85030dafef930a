"""What a check of the audit says."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AuditReport:
    """`rows` were checked; `first_bad` is the id of the first entry at fault, None when ok."""

    ok: bool
    rows: int
    first_bad: int | None
    message: str
