"""Risk in pure figures: rates, exposure, the house's result, and what-ifs."""

from .exposure import Exposure, Leg, Lots, exposures, legs
from .flow import FlowFigures, Trade, figures
from .house import Flow, HouseLine, results
from .market import Market, Rate, Rates
from .shock import Book, Shock, Shocked, shocked

__all__ = [
    "Book",
    "Exposure",
    "Flow",
    "FlowFigures",
    "HouseLine",
    "Leg",
    "Lots",
    "Market",
    "Rate",
    "Rates",
    "Shock",
    "Shocked",
    "Trade",
    "exposures",
    "figures",
    "legs",
    "results",
    "shocked",
]
