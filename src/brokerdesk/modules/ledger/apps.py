from brokerdesk.core.app import RoomConfig


class LedgerConfig(RoomConfig):
    """Wires the room."""

    name = "brokerdesk.modules.ledger"
    default = True
    label = "ledger"
