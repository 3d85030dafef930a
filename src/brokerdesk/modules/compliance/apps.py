from brokerdesk.core.app import RoomConfig


class ComplianceConfig(RoomConfig):
    """Wires the room."""

    name = "brokerdesk.modules.compliance"
    default = True
    label = "compliance"
