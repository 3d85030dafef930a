"""The shell as a Django app: pages, templates and static files."""

from importlib import import_module

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Registers the shell's own pages."""

    name = "brokerdesk.surfaces.portal"
    label = "surface_portal"

    def ready(self) -> None:
        import_module(f"{self.name}.pages")
