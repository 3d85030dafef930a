"""Adapters to trading platforms; each folder is one platform."""
