from brokerdesk.core.app import RoomConfig


class ClientsConfig(RoomConfig):
    """Wires the room."""

    name = "brokerdesk.modules.clients"
    default = True
    label = "clients"
