from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The shell as a Django app: templates and static files."""

    name = "brokerdesk.surfaces.portal"
    label = "surface_portal"
