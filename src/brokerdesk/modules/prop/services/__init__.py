"""Commands of the prop room."""
