from brokerdesk.core.app import RoomConfig


class RiskConfig(RoomConfig):
    """Wires the room."""

    name = "brokerdesk.modules.risk"
    default = True
    label = "risk"
