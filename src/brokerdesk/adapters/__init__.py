"""Adapters: each speaks one venue's wire and implements a port. No Django, no rooms."""
