from brokerdesk.core.app import RoomConfig


class TradingConfig(RoomConfig):
    """Wires the room."""

    name = "brokerdesk.modules.trading"
    default = True
    label = "trading"
