from brokerdesk.core.app import RoomConfig


class CoreAccessConfig(RoomConfig):
    """Wires the room."""

    name = "brokerdesk.core.access"
    default = True
    label = "core_access"
