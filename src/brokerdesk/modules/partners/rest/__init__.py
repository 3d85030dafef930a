"""REST of the partners room; importing registers it."""

from . import (
    accruals,
    disputes,
    earnings,
    own,
    own_money,
    own_people,
    partners,
    past,
    payouts,
    programme,
    ranks,
    rebates,
    trials,
)

__all__ = [
    "accruals",
    "disputes",
    "earnings",
    "own",
    "own_money",
    "own_people",
    "partners",
    "past",
    "payouts",
    "programme",
    "ranks",
    "rebates",
    "trials",
]
