"""Shells: thin doors to the rooms."""
