from brokerdesk.core.app import RoomConfig


class StaffConfig(RoomConfig):
    """Wires the room."""

    name = "brokerdesk.modules.staff"
    default = True
    label = "staff"
