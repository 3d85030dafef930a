"""Whole houses under fire."""
