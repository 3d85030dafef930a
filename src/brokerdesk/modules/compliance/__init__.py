"""Verification levels, documents and their review."""
