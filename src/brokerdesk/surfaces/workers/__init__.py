"""The workers shell."""
