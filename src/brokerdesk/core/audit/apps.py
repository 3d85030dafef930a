from brokerdesk.core.app import RoomConfig


class CoreAuditConfig(RoomConfig):
    """Wires the room."""

    name = "brokerdesk.core.audit"
    default = True
    label = "core_audit"
