from brokerdesk.core.app import RoomConfig


class ReportsConfig(RoomConfig):
    """Wires the room."""

    name = "brokerdesk.modules.reports"
    default = True
    label = "reports"
