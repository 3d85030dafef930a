from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The shell as a Django app: templates and static files."""

    name = "brokerdesk.surfaces.api"
    label = "surface_api"
