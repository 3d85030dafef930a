"""Members of staff: invited, given roles, suspended.

Owns who works here; roles and rights live in core.access, sign-ins in core.identity.
Emits staff.invited, staff.suspended, staff.reactivated, staff.roles_changed. Never knows clients.
"""
