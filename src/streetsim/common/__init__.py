"""Shared by the simulators: arguments, a small HTTP, certificates, the process's life."""
