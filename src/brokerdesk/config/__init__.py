"""Composition root: settings, urls, and which adapter serves which port."""
