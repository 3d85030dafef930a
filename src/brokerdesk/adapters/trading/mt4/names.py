"""Names of the bridge's enumerations; numbers are the trade server's own."""

from typing import Any

Row = dict[str, Any]

BUY, SELL = 0, 1
BALANCE, CREDIT = 6, 7
COMMANDS = (
    "Buy", "Sell", "BuyLimit", "SellLimit", "BuyStop", "SellStop", "Balance", "Credit",
)  # fmt: skip
_NUMBERS = {name.lower(): number for number, name in enumerate(COMMANDS)}
_NUMBERS |= {str(number): number for number in range(len(COMMANDS))}


def command_of(value: object) -> int | None:
    """Give a trade command's number, by its name or as it is; None when it is not known."""
    return _NUMBERS.get(str(value).replace("_", "").lower())
