from brokerdesk.core.app import RoomConfig


class CashierConfig(RoomConfig):
    """Wires the room."""

    name = "brokerdesk.modules.cashier"
    default = True
    label = "cashier"
