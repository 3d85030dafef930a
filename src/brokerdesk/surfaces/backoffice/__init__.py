"""The backoffice shell."""
