from brokerdesk.core.app import RoomConfig


class PropConfig(RoomConfig):
    """Wires the room."""

    name = "brokerdesk.modules.prop"
    default = True
    label = "prop"
