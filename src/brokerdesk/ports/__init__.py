"""Protocols and frozen records between the rooms and the outside world.

An adapter implements these; a room calls them. Nothing here imports Django, a room or an adapter.
"""
