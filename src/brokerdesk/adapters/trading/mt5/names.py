"""Field names as this adapter knows them; builds differ in their casing."""

from collections.abc import Mapping
from typing import Any

_KNOWN = (
    # users and their figures
    "Login", "Group", "Rights", "Registration", "Name", "Country", "Email", "Comment", "Leverage",
    "Balance", "Credit", "Margin", "MarginFree", "MarginLevel", "Floating", "Equity",
    # deals and positions
    "Deal", "Order", "Action", "Entry", "Reason", "DigitsCurrency", "ContractSize", "Time",
    "TimeMsc", "Symbol", "Price", "PriceSL", "PriceTP", "Volume", "VolumeExt", "Profit", "Storage",
    "Commission", "Fee", "RateProfit", "PositionID", "PricePosition", "VolumeClosed",
    "VolumeClosedExt", "ModifyFlags", "Position", "TimeCreate", "TimeCreateMsc", "PriceOpen",
    "PriceCurrent",
    # orders, dealing
    "Type", "VolumeCurrent", "VolumeCurrentExt", "PriceOrder", "PriceTrigger", "TimeSetup",
    "TimeSetupMsc", "TimeExpiration", "ResultRetcode", "ResultDeal",
    # groups, symbols, ticks
    "Currency", "CurrencyDigits", "MarginMode", "MarginCall", "MarginStopOut", "Path",
    "Description", "CurrencyBase", "CurrencyProfit", "CurrencyMargin", "Digits", "CalcMode",
    "TickValue", "TickSize", "VolumeMin", "VolumeMinExt", "VolumeMax", "VolumeMaxExt",
    "VolumeStep", "VolumeStepExt", "Bid", "Ask", "Datetime", "DatetimeMsc",
)  # fmt: skip
_CANON = {name.lower(): name for name in _KNOWN}

Row = dict[str, Any]


def canonical(row: Mapping[str, Any]) -> Row:
    """Give a row its known field names, whatever their casing; others stay as they are."""
    return {_CANON.get(name.lower(), name): value for name, value in row.items()}


def canonical_rows(rows: list[Any], witness: str) -> list[Row]:
    """Give rows their known names. Untouched when the first row has the witness as it should be."""
    if rows and witness in rows[0]:
        return rows
    return [canonical(row) for row in rows]
