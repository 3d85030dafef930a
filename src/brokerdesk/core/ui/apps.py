from brokerdesk.core.app import RoomConfig


class UiConfig(RoomConfig):
    """Wires the part."""

    name = "brokerdesk.core.ui"
    default = True
    label = "core_ui"
