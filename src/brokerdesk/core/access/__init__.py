"""Permissions with scopes, roles, API keys. Deny wins."""
