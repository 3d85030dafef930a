"""Facts about staff."""

from dataclasses import dataclass
from typing import ClassVar

from brokerdesk.core.events import Event


@dataclass(frozen=True, kw_only=True)
class StaffInvited(Event):
    """A member of staff was invited."""

    type: ClassVar[str] = "staff.invited"
    version: ClassVar[int] = 1

    staff_id: str


@dataclass(frozen=True, kw_only=True)
class StaffSuspended(Event):
    """A member of staff may not work any more; his sessions ended."""

    type: ClassVar[str] = "staff.suspended"
    version: ClassVar[int] = 1

    staff_id: str


@dataclass(frozen=True, kw_only=True)
class StaffReactivated(Event):
    """A suspended member of staff may work again."""

    type: ClassVar[str] = "staff.reactivated"
    version: ClassVar[int] = 1

    staff_id: str


@dataclass(frozen=True, kw_only=True)
class StaffRolesChanged(Event):
    """A member of staff has other roles."""

    type: ClassVar[str] = "staff.roles_changed"
    version: ClassVar[int] = 1

    staff_id: str
    roles: tuple[str, ...]
