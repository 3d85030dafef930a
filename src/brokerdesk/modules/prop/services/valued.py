"""A valued account as JSON: what decisions keep and reports show."""

from dataclasses import fields
from typing import Any

from brokerdesk.modules.valuation.types import Mark, Price, Valued

from ..engine.decisions import printed

_FIGURES = ("balance", "credit", "floating", "equity", "margin", "level", "quality", "at")


def valued_row(valued: Valued) -> dict[str, Any]:
    """Write a value with its marks and the prices it rests on; money as plain decimals."""
    return {
        **{name: printed(getattr(valued, name)) for name in _FIGURES},
        "seq": valued.seq,
        "marks": [_row(mark) for mark in valued.marks],
        "prices": {name: _row(price) for name, price in sorted(valued.prices.items())},
        "doubts": [{"doubt": str(seen.doubt), "about": seen.about} for seen in valued.doubts],
    }


def _row(one: Mark | Price) -> dict[str, Any]:
    return {field.name: printed(getattr(one, field.name)) for field in fields(one)}
