from brokerdesk.core.app import RoomConfig


class CoreEventsConfig(RoomConfig):
    """Wires the room."""

    name = "brokerdesk.core.events"
    default = True
    label = "core_events"
