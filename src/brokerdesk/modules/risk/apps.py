from brokerdesk.core.app import RoomConfig


class RiskConfig(RoomConfig):
    """Wires the room."""

    name = "brokerdesk.modules.risk"
    default = True
    label = "risk"

    def ready(self) -> None:
        """Register the room's parts, and its watcher of accounts."""
        super().ready()
        from brokerdesk.modules.valuation.watching import register

        from .services.watching import RiskWatcher

        register("risk", RiskWatcher)
