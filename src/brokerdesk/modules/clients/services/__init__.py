"""Commands about clients and leads."""

from .conversion import convert_lead
from .invitation import invite_client
from .leads import note_lead, set_lead_status
from .profile import (
    assign_owner,
    change_email,
    confirm_email,
    set_level,
    update_profile,
)
from .registration import register_client
from .status import set_status
from .work import add_note, add_task, complete_task

__all__ = [
    "add_note",
    "add_task",
    "assign_owner",
    "change_email",
    "complete_task",
    "confirm_email",
    "convert_lead",
    "invite_client",
    "note_lead",
    "register_client",
    "set_lead_status",
    "set_level",
    "set_status",
    "update_profile",
]
