"""Addresses of the REST API and of inbound webhooks, on every host."""

from django.urls import URLPattern, URLResolver, path
from django.views.decorators.csrf import csrf_exempt

from brokerdesk.core.registry import registry

from .build import build
from .views import docs, health, unknown

api = build()
urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/docs", docs, name="api-docs"),
    path("api/v1/", api.urls),
    path("api/", unknown),
    path("api/<path:rest>", unknown),
    path("healthz", health, name="healthz"),
    *(
        path(f"webhooks/{route}", csrf_exempt(view), name=f"webhook.{name}")
        for name, (route, view) in registry.webhooks.items()
    ),
]
