"""The api shell."""
