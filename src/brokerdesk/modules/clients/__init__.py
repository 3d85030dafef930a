"""Leads and clients: one card, one timeline."""
