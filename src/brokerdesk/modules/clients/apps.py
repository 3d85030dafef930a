from brokerdesk.core.access.hooks import set_resolver
from brokerdesk.core.app import RoomConfig


class ClientsConfig(RoomConfig):
    """Wires the room, and tells core who stands behind hosts and sign-ins."""

    name = "brokerdesk.modules.clients"
    default = True
    label = "clients"

    def ready(self) -> None:
        super().ready()
        from .resolver import RoomsResolver

        set_resolver(RoomsResolver())
