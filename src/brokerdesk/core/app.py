"""How a room is wired: importing its registering modules when Django is ready."""

from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps

REGISTERING = ("events", "permissions", "handlers", "jobs")
SHOWING = ("ui", "rest", "pages")


class RoomConfig(AppConfig):
    """Import the modules of a room that register permissions, handlers and jobs."""

    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        _load(self, REGISTERING)


@cache
def load_pages() -> None:
    """Import what registers pages and API operations: workers and commands start without them."""
    for config in apps.get_app_configs():
        if isinstance(config, RoomConfig):
            _load(config, SHOWING)


def _load(config: AppConfig, parts: tuple[str, ...]) -> None:
    for part in parts:
        name = f"{config.name}.{part}"
        if find_spec(name) is not None:
            import_module(name)
