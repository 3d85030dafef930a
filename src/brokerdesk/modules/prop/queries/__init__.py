"""Reads of the prop room for others."""
