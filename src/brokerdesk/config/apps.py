from django.apps import AppConfig


class CompositionConfig(AppConfig):
    """Runs last: the adapters are bound when every room is ready."""

    name = "brokerdesk.config"
    label = "composition"

    def ready(self) -> None:
        from .wiring import bind

        bind()
