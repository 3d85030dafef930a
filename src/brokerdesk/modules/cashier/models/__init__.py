"""Tables of the cashier."""

from .deposits import Deposit, Proof, Refund
from .history import StateChange
from .psps import CashierSettings, Psp
from .statement import Movement, StatementFetch, StatementLine
from .transfers import Transfer
from .withdrawals import Withdrawal

__all__ = [
    "CashierSettings",
    "Deposit",
    "Movement",
    "Proof",
    "Psp",
    "Refund",
    "StateChange",
    "StatementFetch",
    "StatementLine",
    "Transfer",
    "Withdrawal",
]
