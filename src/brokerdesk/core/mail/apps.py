from brokerdesk.core.app import RoomConfig


class MailConfig(RoomConfig):
    """Wires the part."""

    name = "brokerdesk.core.mail"
    default = True
    label = "core_mail"
