from brokerdesk.core.app import RoomConfig


class PartnersConfig(RoomConfig):
    """Wires the room."""

    name = "brokerdesk.modules.partners"
    default = True
    label = "partners"

    def ready(self) -> None:
        """Register the room's parts, and its answer to who brought a client."""
        super().ready()
        from brokerdesk.modules.clients.services.introducers import register_introducers

        from .queries.introducing import DirectPartners

        register_introducers(DirectPartners())
