from brokerdesk.core.app import RoomConfig


class BrandsConfig(RoomConfig):
    """Wires the room."""

    name = "brokerdesk.modules.brands"
    default = True
    label = "brands"
