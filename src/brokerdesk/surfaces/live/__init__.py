"""The live shell."""
