"""The shell as a Django app: pages, templates and static files."""

from importlib import import_module

from django.apps import AppConfig


class BackofficeConfig(AppConfig):
    """Registers the shell's own pages."""

    name = "brokerdesk.surfaces.backoffice"
    label = "surface_backoffice"

    def ready(self) -> None:
        import_module(f"{self.name}.pages")
