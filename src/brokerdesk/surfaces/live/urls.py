"""Addresses of the live stream and of live fragments."""

from django.urls import path

from .stream import stream
from .views import counters, panel

urlpatterns = [
    path("live/stream", stream, name="live-stream"),
    path("live/panel/<str:token>", panel, name="live-panel"),
    path("live/counters", counters, name="live-counters"),
]
