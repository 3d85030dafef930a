"""Who did what, when, before and after: sealed in a hash chain.

Owns the entries, their erasable personal details, and the seals. Nobody changes or deletes an
entry; erasing a person's details keeps the chain whole, because it holds their salted digest.
"""

from typing import TYPE_CHECKING, Any

from .types import AuditReport

if TYPE_CHECKING:
    from .services import actors_of, erase, record, seal, verify

__all__ = ["AuditReport", "actors_of", "erase", "record", "seal", "verify"]


def __getattr__(name: str) -> Any:
    """Load the services late: models exist only when Django is ready."""
    if name in {"actors_of", "erase", "record", "seal", "verify"}:
        from . import services

        return getattr(services, name)
    raise AttributeError(name)
