"""Who may do what: permissions with scopes, roles, assignments, API keys, rate limits.

Owns roles, grants, assignments and API keys. Deny wins. Never knows a room: whom a sign-in
stands for comes from the resolver that the rooms above set in `hooks`.
"""

from .catalog import PermissionSpec, declare, permission_specs
from .guard import (
    allowed,
    everywhere,
    memo,
    require,
    require_everywhere,
    scoped,
    scopes_of,
)

__all__ = [
    "PermissionSpec",
    "allowed",
    "declare",
    "everywhere",
    "memo",
    "permission_specs",
    "require",
    "require_everywhere",
    "scoped",
    "scopes_of",
]
