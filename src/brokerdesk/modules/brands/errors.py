"""Refusals about brands, entities and offices."""

from brokerdesk.kit.errors import DomainError


class CodeTaken(DomainError):
    """Another row has this code or host already."""

    code = "code_taken"


class StaleBrand(DomainError):
    """The brand was changed since the caller read it."""

    code = "brand_changed"
    status = 412
