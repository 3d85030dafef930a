from brokerdesk.core.app import RoomConfig


class CoreIdempotencyConfig(RoomConfig):
    """Wires the room."""

    name = "brokerdesk.core.idempotency"
    default = True
    label = "core_idempotency"
