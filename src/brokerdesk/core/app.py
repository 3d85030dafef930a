"""How a room is wired: importing its registering modules when Django is ready."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig

REGISTERING = ("events", "permissions", "handlers", "jobs", "ui", "rest")


class RoomConfig(AppConfig):
    """Import the modules of a room that register pages, handlers, jobs and permissions."""

    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for part in REGISTERING:
            name = f"{self.name}.{part}"
            if find_spec(name) is not None:
                import_module(name)
