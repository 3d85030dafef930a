"""Marks of the message catalogue for code that may not know the web framework."""


def noop(text: str) -> str:
    """Mark a text for the message catalogue; the page that shows it translates it.

    Import it as `_`, the name that the catalogue's tools look for.
    """
    return text
