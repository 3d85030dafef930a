"""Signals of prohibited conduct: found by jobs, decided by people, never a verdict."""
