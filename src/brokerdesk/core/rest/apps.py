from brokerdesk.core.app import RoomConfig


class RestConfig(RoomConfig):
    """Wires the part."""

    name = "brokerdesk.core.rest"
    default = True
    label = "core_rest"
