"""Pages of the partners room; importing registers them."""

from . import (
    cabinet,
    dispute_forms,
    disputes,
    lists,
    moving,
    office,
    panels,
    plans,
    portal_disputes,
    statements,
)

__all__ = [
    "cabinet",
    "dispute_forms",
    "disputes",
    "lists",
    "moving",
    "office",
    "panels",
    "plans",
    "portal_disputes",
    "statements",
]
