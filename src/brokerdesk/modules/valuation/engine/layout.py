"""Where in the arrays of the book each figure stands.

`infos` and `marks` have a row per block, `prices` one per symbol, `levels` and `bounds` one per
account. `rows` has two lines of figures per row of a block; `owners` says whose it is. A block is
one side of one symbol whose profits convert alike; an account has at most one row in it: `units`,
negative when short, and `cost`, what they were opened for, with the opposite sign. The row is
worth `units x at + cost x per`: `per` is the rate of conversion, `at` the closing price times it.
"""

START, COUNT, CAPACITY, SYMBOL, RATE, SIDE = range(6)
UNITS, COST = range(2)
AT, PER, TOP, TOP_PER = range(4)
BY_AT, BY_PER, GROWN, FROM, MANY = range(5)
BID, ASK, PRICED = range(3)
(
    LOW, HIGH, TRAIL, PEAK, PEAK_BAND, BAND, BASE, BASE_SCALE, SCALE, SHARE, LEAST, SEEN,
) = range(12)  # fmt: skip
FLOOR, CEILING = range(2)

UNIT = 2.0**-53
NO_LOW, NO_HIGH, NO_TRAIL = float("-inf"), float("inf"), float("inf")
ITSELF = -1
"""The rate of a block whose symbol converts its own profit."""
