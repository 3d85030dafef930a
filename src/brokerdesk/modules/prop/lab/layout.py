"""Where a phase's figures stand in its row, and an account's in its own. Whole numbers only.

Amounts are millionths of the currency: cents times ten-thousandths, so that a percentage with two
decimals of an amount in cents is exact.
"""

from typing import Final

UNIT: Final = 1_000_000
CENT: Final = 10_000
WHOLE: Final = 10_000

# A phase's rules.
(
    D_ON, D_SHARE, D_MONEY, D_ANCHOR, D_MEASURE, D_TOUCH, D_ACTION,
    O_ON, O_SHARE, O_MONEY, O_MODE, O_LOCK, O_LOCK_PAID, O_PAID, O_MEASURE, O_TOUCH,
    T_ON, T_MONEY, T_EQUITY, T_FLAT,
    M_DAYS, M_COUNTS, M_LEAST, MAX_DAYS, IDLE_DAYS,
    C_ON, C_OF, C_SHARE, C_STRICT,
    FUNDED, INITIAL, HORIZON, RISK, COAST,
    W_FIRST, W_CYCLE, W_LEAST, W_BUFFER, W_SHARE, W_CAP, W_DAYS, W_WINS, W_LEAVE,
    SPLIT_1, SPLIT_2, SPLIT_3, SPLIT_4, WIDTH,
) = range(48)  # fmt: skip

BALANCE, EQUITY, HIGHER, AT_INITIAL, DAY_PEAK = range(5)  # anchors
BY_EQUITY, BY_LOWER, BY_BALANCE = range(3)  # measures of a loss
FAIL, PAUSE, WARN = range(3)
STATIC, END_OF_DAY, CLOSED, INTRADAY = range(4)
KEEP, SUBTRACT, TO_BALANCE = range(3)
AT_OPEN, AT_CLOSE, BY_PROFIT = range(3)
NET, POSITIVE, TARGET = range(3)

# An account on its way.
(
    S_BALANCE, S_FLOATING, S_MOVED, S_MOVED_TODAY, S_DAY_BALANCE, S_ANCHOR, S_DAY_PEAK, S_HIGH,
    S_LOCKED, S_SILENT, S_PAUSED, S_COUNTED, S_DAYS, S_BEST, S_NET, S_GOOD,
    S_FIRST, S_ACTIVE, S_OPEN, S_STATUS, S_RULE, S_DAY, S_PAID_ON, S_WINS, S_WIDTH,
) = range(25)  # fmt: skip

# How an account stands, and what ended it.
GOING, FAILED, EXPIRED, PASSED = range(4)
NOTHING, DAILY, OVERALL, TOO_LONG, IDLE = range(5)

# What is kept of a path: how it ended, and what it was paid.
R_PHASE, R_STATUS, R_RULE, R_DAYS, R_PAID, R_PAYOUTS, R_TAKEN, R_TRADES, R_WIDTH = range(9)
