"""Refusals: the name that goes on the wire, with words."""


class Refusal(Exception):
    """A request that the server refuses, by the name of the vendor's error constant."""

    def __init__(self, code: str, description: str = "") -> None:
        super().__init__(f"{code} {description}".strip())
        self.code = code
        self.description = description or code.replace("_", " ").capitalize()


def not_found(what: str, number: int) -> Refusal:
    """Make the refusal for an unknown trader, position, order, deal ..."""
    return Refusal(f"{what.upper()}_NOT_FOUND", f"{what.lower()} {number} is not known")
