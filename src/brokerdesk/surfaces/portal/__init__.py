"""The portal shell."""
