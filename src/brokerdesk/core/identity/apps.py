from brokerdesk.core.app import RoomConfig


class CoreIdentityConfig(RoomConfig):
    """Wires the room."""

    name = "brokerdesk.core.identity"
    default = True
    label = "core_identity"
