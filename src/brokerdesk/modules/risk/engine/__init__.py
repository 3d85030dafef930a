"""Risk in pure figures: rates, exposure, the house's result; what-ifs are in `shock` (numpy)."""

from .exposure import Exposure, Leg, Lots, exposures, legs
from .flow import FlowFigures, Trade, figures
from .house import Flow, HouseLine, results
from .market import Market, Rate, Rates

__all__ = [
    "Exposure",
    "Flow",
    "FlowFigures",
    "HouseLine",
    "Leg",
    "Lots",
    "Market",
    "Rate",
    "Rates",
    "Trade",
    "exposures",
    "figures",
    "legs",
    "results",
]
