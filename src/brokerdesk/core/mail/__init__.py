"""Outgoing mail: rendered once, kept until sent, sent by a job.

Owns the outbox of mails. A mail is written in the caller's transaction, so it goes out exactly
when the fact that asked for it holds; its body is wiped once it was sent.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .services import send

__all__ = ["send"]


def __getattr__(name: str) -> Any:
    """Load the service late: models exist only when Django is ready."""
    if name == "send":
        from .services import send

        return send
    raise AttributeError(name)
