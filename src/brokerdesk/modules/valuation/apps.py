from brokerdesk.core.app import RoomConfig


class ValuationConfig(RoomConfig):
    """Wires the room."""

    name = "brokerdesk.modules.valuation"
    default = True
    label = "valuation"
