from brokerdesk.core.app import RoomConfig


class JobsConfig(RoomConfig):
    """Wires the part."""

    name = "brokerdesk.core.jobs"
    default = True
    label = "core_jobs"
