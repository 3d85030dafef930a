"""Addresses that every host answers; the surfaces add their own by host."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
