"""Where in the arrays of the book each figure stands.

`infos` and `marks` have a row per block, `prices` one per symbol, `accounts` and `levels` one per
account. `rows` has four lines of figures per row of a block; `owners` says whose it is. A block is
the rows of one symbol whose profits convert alike; an account has at most one row in it: `long`
units at the bid, `short` units at the ask, and what they were opened for. The row is worth
`long x at_bid + long_cost x bid_rate - short x at_ask + short_cost x ask_rate`,
where `at_bid` is bid x bid_rate, `at_ask` is ask x ask_rate.
"""

START, COUNT, CAPACITY, SYMBOL, RATE = range(5)
LONG, SHORT, LONG_COST, SHORT_COST = range(4)
AT_BID, AT_ASK, BID_RATE, ASK_RATE, TOP, TOP_RATE = range(6)
BID, ASK, PRICED = range(3)
EQUITY, LO, HI, TOUCHED = range(4)
LOW, HIGH, TRAIL, PEAK, PEAK_BAND, BAND, BASE, BASE_SCALE, SCALE, SHARE, LEAST = range(11)

UNIT = 2.0**-53
NO_LOW, NO_HIGH, NO_TRAIL = float("-inf"), float("inf"), float("inf")
ITSELF = -1
"""The rate of a block whose symbol converts its own profit."""
