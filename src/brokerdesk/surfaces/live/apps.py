from django.apps import AppConfig


class LiveConfig(AppConfig):
    """The shell as a Django app: templates and static files."""

    name = "brokerdesk.surfaces.live"
    label = "surface_live"
