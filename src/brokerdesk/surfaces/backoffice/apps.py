from django.apps import AppConfig


class BackofficeConfig(AppConfig):
    """The shell as a Django app: templates and static files."""

    name = "brokerdesk.surfaces.backoffice"
    label = "surface_backoffice"
