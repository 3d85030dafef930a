from brokerdesk.core.app import RoomConfig


class StaffConfig(RoomConfig):
    """Wires the room, and hears when an invited member of staff joins."""

    name = "brokerdesk.modules.staff"
    default = True
    label = "staff"

    def ready(self) -> None:
        super().ready()
        from brokerdesk.core.identity.hooks import on_email_verified
        from brokerdesk.kit.clock import now

        from .services import note_joined

        on_email_verified(lambda user: note_joined(user.pk, at=now()))
