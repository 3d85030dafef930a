from brokerdesk.core.app import RoomConfig


class PartnersConfig(RoomConfig):
    """Wires the room."""

    name = "brokerdesk.modules.partners"
    default = True
    label = "partners"
