"""The shell as a Django app: pages, templates and static files."""

from brokerdesk.core.app import RoomConfig


class BackofficeConfig(RoomConfig):
    """Registers the shell's own pages."""

    name = "brokerdesk.surfaces.backoffice"
    default = True
    label = "surface_backoffice"
