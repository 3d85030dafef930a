"""Who may do what: permissions with scopes, roles, assignments, API keys, rate limits.

Owns roles, grants, assignments and API keys. Deny wins. Never knows a room: whom a sign-in
stands for comes from the resolver that the rooms above set in `hooks`.
"""

from .catalog import PermissionSpec, declare, permission_specs
from .guard import allowed, memo, require, scoped, scopes_of

__all__ = [
    "PermissionSpec",
    "allowed",
    "declare",
    "memo",
    "permission_specs",
    "require",
    "scoped",
    "scopes_of",
]
