from brokerdesk.core.app import RoomConfig


class PropConfig(RoomConfig):
    """Wires the room."""

    name = "brokerdesk.modules.prop"
    default = True
    label = "prop"

    def ready(self) -> None:
        super().ready()
        from brokerdesk.modules.valuation.watching import register

        from .services.live.watcher import PropWatcher

        register(PropWatcher.name, PropWatcher)
