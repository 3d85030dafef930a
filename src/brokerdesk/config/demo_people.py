"""Names for the demo brokerage: deterministic, plainly made up."""

from dataclasses import dataclass
from datetime import date
from random import Random

FIRST = (
    "Ada", "Amir", "Bea", "Boris", "Chloe", "Dario", "Elif", "Emil", "Farah", "Gustav", "Hana",
    "Ivo", "Jana", "Kofi", "Lena", "Milan", "Nadia", "Omar", "Petra", "Quinn", "Rosa", "Samir",
    "Tea", "Umar", "Vera", "Wim", "Ximena", "Yara", "Zoran", "Noor",
)  # fmt: skip
LAST = (
    "Adler", "Bakker", "Costa", "Demir", "Eriksen", "Ferrari", "Gruber", "Horvat", "Ito",
    "Jansen", "Kovac", "Lindqvist", "Moreau", "Novak", "Okafor", "Papadakis", "Rossi", "Silva",
    "Tanaka", "Urban", "Vidal", "Weber", "Yilmaz", "Zeman",
)  # fmt: skip
COUNTRIES = ("CY", "DE", "ES", "IT", "FR", "PL", "SE", "NL", "AT", "GR")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who registers."""

    first_name: str
    last_name: str
    email: str
    phone: str
    country: str
    born_on: date


def person(number: int) -> Person:
    """The person of a number; the same number is the same person."""
    draw = Random(number)
    first, last = draw.choice(FIRST), draw.choice(LAST)
    return Person(
        first_name=first,
        last_name=last,
        email=f"{first}.{last}.{number}@mail.example".lower(),
        phone=f"+3579{draw.randrange(1_000_000, 9_999_999)}",
        country=draw.choice(COUNTRIES),
        born_on=date(1960 + draw.randrange(40), 1 + draw.randrange(12), 1 + draw.randrange(28)),
    )
