"""Commands of access control."""

from .keys import KeyRequest, authenticate_key, create_api_key, revoke_api_key
from .roles import assign, ensure_role, set_grants, unassign, unassign_all

__all__ = [
    "KeyRequest",
    "assign",
    "authenticate_key",
    "create_api_key",
    "ensure_role",
    "revoke_api_key",
    "set_grants",
    "unassign",
    "unassign_all",
]
