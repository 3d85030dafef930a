"""The shell as a Django app: pages, templates and static files."""

from brokerdesk.core.app import RoomConfig


class PortalConfig(RoomConfig):
    """Registers the shell's own pages."""

    name = "brokerdesk.surfaces.portal"
    default = True
    label = "surface_portal"
